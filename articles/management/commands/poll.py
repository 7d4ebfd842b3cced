import logging
import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.wire import poll

PAUSE = 30  # seconds between two looks for what is due


log = logging.getLogger("articles.wire")


class Command(BaseCommand):
    help = "Ask the feeds that are due, one line for each."

    def add_arguments(self, parser):
        parser.add_argument("--stay", action="store_true", help="stay, and ask again and again")

    def handle(self, *, stay, **options):
        while True:
            for feed in poll.due(timezone.now()):
                self.stdout.write(f"{feed}  {_asked(feed)}")
            if not stay:
                break
            time.sleep(PAUSE)


def _asked(feed) -> str:
    """A feed that meets a fault of ours keeps no other from being asked."""
    try:
        return poll.ask(feed)
    except Exception:
        log.exception("poll feed=%s", feed.pk)
        return "A fault of the program stopped this visit; the log has it."
