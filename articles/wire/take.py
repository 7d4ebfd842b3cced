"""From a parsed delivery to a working copy at the desk. Nothing here publishes."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePath

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import dateline, html, merge, revising
from articles.media import intake
from articles.media.errors import Refused
from articles.models import Article, ArticleDocument, ArticlePhoto, Section, Source, WireItem
from articles.models.section import validate_section_slug
from articles.wire import recognise
from articles.wire.item import UNREADABLE, Item, from_json

# A file that came with the copy, by the name that the copy has for it.
Files = Callable[[str], File | None]


def at_once(received, files: Files, *, by: AbstractBaseUser | None, section: Section | None) -> None:
    """Make a working copy of what has just come (intake.Received). What cannot be made is left in Incoming."""
    try:
        received.article, notes = take(received.row, received.item, files, by=by, section=section)
    except ValidationError as error:
        notes = [f"Left in Incoming: {' '.join(error.messages)}"]
    received.notes += notes


def take(
    row: WireItem, item: Item, files: Files, *, by: AbstractBaseUser | None, section: Section | None
) -> tuple[Article, list[str]]:
    """A new working copy of the item, with its pictures and PDFs, which `files` finds by their names.

    Returns it with notes of what an editor has still to do. Raises ValidationError.
    """
    if item.type not in ("text", "composite"):
        raise ValidationError(f"This is no text but a {item.type}. Its story brings it, or add it in the library.")
    if section is None and not item.breadcrumb:
        raise ValidationError("The copy names no section. Choose one.")
    photos, documents, notes = _files(item, files, by, row.source)
    with transaction.atomic():
        section = section or _section(item.breadcrumb)
        article = Article(**_words(item), guid=row.guid, source=row.source, section=section)
        article.full_clean(exclude=["slug"])
        article.save()
        for position, (photo, words) in enumerate(photos):
            role = ArticlePhoto.Role.GALLERY if position else ArticlePhoto.Role.LEAD
            ArticlePhoto.objects.create(article=article, photo=photo, position=position, role=role, **words)
        for position, (document, intro) in enumerate(documents):
            ArticleDocument.objects.create(article=article, document=document, position=position, intro=intro)
        revising.keep(article, by)
        row.article, row.state = article, WireItem.State.TAKEN
        row.save(update_fields=["article", "state"])
        if WireItem.objects.filter(source=row.source, guid=row.guid, pubstatus="canceled").exists():
            raise ValidationError("The agency has killed this story.")  # while it was being taken
    return article, notes


def again(row: WireItem, *, by: AbstractBaseUser | None) -> dict[str, str]:
    """Bring what a new version changed into the working copy, and leave what the desk has changed.

    The change is that from the version last taken. Returns the agency's words, by field, where both changed the
    same one: there the desk's stay. What readers have is not touched.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=row.article_id)
        taken = article.wire_items.filter(state=WireItem.State.TAKEN).order_by("-pk").first()
        base, new = (_texts(from_json(one.parsed)) if one else {} for one in (taken, row))
        mine = {name: getattr(article, name) for name in new}
        patch = {name: text for name, text in new.items() if text != base.get(name)}
        merged, conflicts = merge.texts(base, mine, patch)
        for name, text in merged.items():
            setattr(article, name, text)
        article.source_version = row.version
        article.full_clean(exclude=["slug"])
        article.save()
        revising.keep(article, by)
        row.state = WireItem.State.TAKEN
        row.save(update_fields=["state"])
    return conflicts


def _texts(item: Item) -> dict[str, str]:
    words = _words(item)
    return {name: words[name] for name in ("headline", "summary", "dateline", "byline")} | {
        "body": html.clean(words["body"])
    }


def _words(item: Item) -> dict:
    return {
        "source_version": item.version or "",
        "headline": (item.headline or "")[:255],
        "slugline": (item.slugline or "")[:120],
        "summary": item.abstract or "",
        "dateline": _dateline(item),
        "byline": item.byline or "",
        "language": item.language or "en",
        "body": item.body_html or "",
        "urgency": item.urgency or 5,
        "ednote": "\n".join(note["text"] for note in item.ednotes),
        "usage_terms": item.usageterms or "",
        "dated": _day(item.contentcreated or item.firstcreated),
        **_restrictions(item),
    }


def _restrictions(item: Item) -> dict:
    """What keeps a story from readers. What cannot be read keeps it, too."""
    usable = item.pubstatus in (None, "usable")
    embargo = item.embargoed and item.embargoed != UNREADABLE and datetime.fromisoformat(item.embargoed)
    return {
        "pubstatus": Article.Pubstatus.USABLE if usable else Article.Pubstatus.WITHHELD,
        "embargo": embargo or None,
        "embargo_indefinite": item.embargoed == UNREADABLE,
        "expires": item.expires and datetime.fromisoformat(item.expires),
    }


def _dateline(item: Item) -> str:
    return dateline.printed(item.dateline) if item.dateline else ""


def _day(stamp: str | None) -> datetime | None:
    """The day printed in the copy, begun in the site's own zone: the date stays what the copy says."""
    if not stamp:
        return None
    return timezone.make_aware(datetime.strptime(stamp[:10], "%Y-%m-%d"))


def _section(breadcrumb: list[str]) -> Section | None:
    """The section that the breadcrumb names, made where it is missing."""
    section = None
    for name in breadcrumb:
        slug = slugify(name)
        validate_section_slug(slug)
        path = f"{section.path}/{slug}" if section else slug
        found = Section.objects.filter(path=path).first()
        section = found or Section.objects.create(
            name=name.title() if name.isupper() else name, slug=slug, parent=section
        )
    return section


def _files(item: Item, files: Files, by: AbstractBaseUser | None, source: Source):
    photos, documents, notes = [], [], []
    for image in item.images:
        with _opened(files, image["file"], notes, "The copy has a place for a photograph: add it at the desk.") as file:
            if file:
                words = {name: image[name] or "" for name in ("caption", "credit", "alt")}
                photos.append((intake.photo(file, by=by, source=source), words))
    for attachment in item.attachments:
        missing = f"The copy names “{attachment['file']}”, which did not come with it: add it at the desk."
        with _opened(files, attachment["file"], notes, missing) as file:
            if file:
                documents.append((intake.document(file, by=by, source=source), attachment["intro"] or ""))
    return photos, documents, notes


@contextlib.contextmanager
def _opened(files: Files, name: str | None, notes: list[str], missing: str):
    """The file of that name, or None with a note. A refused file becomes a note too."""
    file = files(name) if name else None
    if file is None:
        notes.append(missing)
        yield None
        return
    try:
        with file:
            yield file
    except Refused as refusal:
        notes.append(f"{file.name}: {refusal}")


def files_of(raw: bytes, folder: Path | None = None) -> Files:
    """What came within the delivery, and then what lies beside it in a folder, by plain names."""
    within = recognise.files(raw)

    def found(name: str) -> File | None:
        if name in within:
            return ContentFile(within[name], PurePath(name).name)
        path = folder / PurePath(name).name if folder else None
        return File(path.open("rb"), name=path.name) if path and path.is_file() else None

    return found
