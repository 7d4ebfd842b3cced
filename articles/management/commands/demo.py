from django.conf import settings
from django.core.management.base import BaseCommand

from articles.demo import build


class Command(BaseCommand):
    help = "Load the demo newsroom, once, through the real ingest and publishing code."

    def handle(self, **options):
        made = build.newsroom()
        self.stdout.write(f"{made} stories loaded." if made else "The demo newsroom is here already.")
        self.stdout.write(
            f"\n  Read it:    {settings.SITE_URL}/\n  The desk:   {settings.SITE_URL}/admin/\n"
            f"  Demo login: {build.LOGIN} with the password {build.PASSWORD}\n"
        )
