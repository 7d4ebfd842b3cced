from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.media import files


class Command(BaseCommand):
    help = "Delete public copies that no live or scheduled edition names, and what broken uploads left behind."

    def handle(self, **options):
        swept = list(files.sweep(timezone.now()))
        for line in swept:
            self.stdout.write(line)
        self.stdout.write(f"{len(swept)} swept.")
