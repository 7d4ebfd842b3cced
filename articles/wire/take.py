"""From a parsed delivery to a working copy at the desk. Nothing here publishes."""

import contextlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import dateline, html, revising
from articles.media import intake
from articles.media.errors import Refused
from articles.models import Article, ArticleDocument, ArticlePhoto, Section, Source
from articles.models.section import validate_section_slug
from articles.wire.item import UNREADABLE, Item


@dataclass
class Taken:
    """`outcome` is imported, unchanged, held or rejected; `notes` say what an editor has still to do."""

    outcome: str
    reason: str = ""
    article: Article | None = None
    notes: list[str] = field(default_factory=list)


def take(
    item: Item,
    folder: Path,
    *,
    by: AbstractBaseUser | None,
    section: Section | None = None,
    source: Source | None = None,
) -> Taken:
    """Make a working copy of the item; its pictures and PDFs are looked for in `folder`, by their own names.

    A story that is at the desk already is never written over: the same copy is `unchanged`, other copy `held`.
    """
    if held := _held(item):
        return Taken("held", held)
    source = source or _source(item)
    known = Article.objects.filter(guid=item.guid, source=source).first()
    if known:
        return _known(known, item)
    section = section or _section(item.breadcrumb)
    if section is None:
        return Taken("rejected", "The copy names no section. Say which one with --section.")
    photos, documents, notes = _files(item, folder, by, source)
    with transaction.atomic():
        article = Article(**_words(item), source=source, section=section)
        article.full_clean(exclude=["slug"])
        article.save()
        for position, (photo, words) in enumerate(photos):
            role = ArticlePhoto.Role.GALLERY if position else ArticlePhoto.Role.LEAD
            ArticlePhoto.objects.create(article=article, photo=photo, position=position, role=role, **words)
        for position, (document, intro) in enumerate(documents):
            ArticleDocument.objects.create(article=article, document=document, position=position, intro=intro)
        revising.keep(article, by)
    return Taken("imported", "", article, notes)


def _held(item: Item) -> str:
    """Why no working copy can be made of the item as yet, if none can."""
    if item.pubstatus == "canceled":
        return "This is a kill. Look for the story at the desk, and withdraw it."
    if item.not_for_publication:
        return "This is a note to editors, not for publication."
    if item.type not in ("text", "composite"):
        return f"This is no text but a {item.type}. Its story brings it, or add it in the library."
    return ""


def _known(article: Article, item: Item) -> Taken:
    first = article.revisions.order_by("version").first()
    if first and first.content["body"] == html.clean(item.body_html or ""):
        return Taken("unchanged", "This story is at the desk already.", article)
    return Taken(
        "held",
        "The desk has this story with another text, which stays as it is. Compare the two and edit it there.",
        article,
    )


def _words(item: Item) -> dict:
    return {
        "guid": item.guid,
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


def _source(item: Item) -> Source:
    name = item.source or "Our own"
    found = Source.objects.filter(name__iexact=name).first()
    return found or Source.objects.create(name=name, slug=slugify(name) or "source", credit_line=name)


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


def _files(item: Item, folder: Path, by: AbstractBaseUser | None, source: Source):
    photos, documents, notes = [], [], []
    for image in item.images:
        with _opened(
            folder, image["file"], notes, "The copy has a place for a photograph: add it at the desk."
        ) as file:
            if file:
                words = {name: image[name] or "" for name in ("caption", "credit", "alt")}
                photos.append((intake.photo(file, by=by, source=source), words))
    for attachment in item.attachments:
        missing = f"The copy names “{attachment['file']}”, which did not come with it: add it at the desk."
        with _opened(folder, attachment["file"], notes, missing) as file:
            if file:
                documents.append((intake.document(file, by=by, source=source), attachment["intro"] or ""))
    return photos, documents, notes


@contextlib.contextmanager
def _opened(folder: Path, name: str | None, notes: list[str], missing: str):
    """The file of that plain name in the folder, or None with a note. A refused file becomes a note too."""
    path = folder / Path(name).name if name else None
    if not (path and path.is_file()):
        notes.append(missing)
        yield None
        return
    try:
        with path.open("rb") as file:
            yield File(file, name=path.name)
    except Refused as refusal:
        notes.append(f"{path.name}: {refusal}")
