import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.wire import poll

PAUSE = 30  # seconds between two looks for what is due


class Command(BaseCommand):
    help = "Ask the feeds that are due, one line for each."

    def add_arguments(self, parser):
        parser.add_argument("--stay", action="store_true", help="stay, and ask again and again")

    def handle(self, *, stay, **options):
        while True:
            for feed in poll.due(timezone.now()):
                self.stdout.write(f"{feed}  {poll.ask(feed)}")
            if not stay:
                break
            time.sleep(PAUSE)
