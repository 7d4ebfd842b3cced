from django.core.management.base import BaseCommand, CommandError

from articles import record


class Command(BaseCommand):
    help = "Check that every edition is what was published, and print the head digest of the record."

    def handle(self, **options):
        found = list(record.verify())
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} edition(s) do not match the record.")
        self.stdout.write(f"The record is intact. Head: {record.head()}")
