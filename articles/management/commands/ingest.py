import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles import publishing
from articles.models import Section, Source
from articles.wire import folder, ingest


class Command(BaseCommand):
    help = "Bring files or folders of wire copy to the desk, one line for each."

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="*", metavar="PATH")
        parser.add_argument("--watch", action="store_true", help="stay, and take in what is put into the folder PATH")
        parser.add_argument(
            "--again", action="store_true", help="read once more what was refused, of the source or of all"
        )
        parser.add_argument("--source", help="slug of the source; else the copy's own byline tells")
        parser.add_argument("--section", help="path of the section, such as news/photos; else the copy's breadcrumb")
        parser.add_argument("--publish", action="store_true", help="publish what was imported, at once")
        parser.add_argument("--dry-run", action="store_true", help="show what would come in and write nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object for each item")

    def handle(self, *, paths, source, section, publish, dry_run, **options):
        source = _named(Source, "slug", source)
        section = _named(Section, "path", section and section.strip("/"))
        if bool(paths) == options["again"]:
            raise CommandError("Name files or folders, or give --again alone to read once more what was refused.")
        if options["again"]:
            for item in ingest.again(source):
                self._tell(item, item.path, [], as_json=options["json"])
        if options["watch"]:
            self._watch([Path(path) for path in paths], source, section)
        for path in ingest.paths(paths):
            if dry_run:
                found = ((item, None, []) for item in ingest.parsed(path, source))
            else:
                found = ingest.ingest(path, section=section, source=source)
            for item, article, notes in found:
                if publish and article and item.outcome == "imported":
                    notes += _published(article)
                self._tell(item, path, notes, as_json=options["json"])

    def _watch(self, folders, source, section):
        if missing := [str(path) for path in folders if not path.is_dir()]:
            raise CommandError(f"There is no folder {missing[0]}. Make it, then start again.")
        while True:
            for path in folders:
                for file, line in folder.empty(path, source=source, section=section):
                    self.stdout.write(_one_line(f"{file}  {line}"))
            time.sleep(folder.QUIET)

    def _tell(self, item, path, notes, *, as_json):
        if as_json:
            self.stdout.write(json.dumps(item.as_json(), ensure_ascii=False))
        else:
            words = [item.outcome or "read", str(path), item.headline or "", item.reason or "", *notes]
            line = "  ".join(word for word in words if word)
            self.stdout.write(_one_line(line))


def _published(article) -> list[str]:
    try:
        publishing.publish(article, by=None, token=publishing.token_of(article))
    except publishing.Refused as refusal:
        return [f"Not published: {refusal}"]
    return []


def _named(model, field, value):
    if not value:
        return None
    found = model.objects.filter(**{field: value}).first()
    if not found:
        known = ", ".join(model.objects.values_list(field, flat=True)) or "none yet"
        raise CommandError(f"There is no {model._meta.verbose_name} “{value}”. There are: {known}.")
    return found


def _one_line(text: str) -> str:
    """Whatever names and headlines hold."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
