"""From a parsed delivery to a working copy at the desk. Nothing here publishes."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from articles import revising
from articles.models import Article, ArticleDocument, ArticlePhoto, Document, Photo, Section, Source, WireItem
from articles.models.section import validate_section_slug
from articles.wire import fields, files, parts
from articles.wire.item import Item, from_json

TEXTS = ("text", "composite")  # types that become working copies


def at_once(received, found: files.Files, *, by: AbstractBaseUser | None, section: Section | None) -> None:
    """Make a working copy of what has just come (intake.Received). What cannot be made is left in Incoming."""
    try:
        received.article, notes = _story(received.row, received.item, found, by=by, section=section)
    except ValidationError as error:
        notes = [f"Left in Incoming: {' '.join(error.messages)}"]
    received.notes += notes


def story(row: WireItem, *, by: AbstractBaseUser | None, section: Section) -> tuple[Article, list[str]]:
    """A new working copy of a text, or of the first text of a package, with its pictures and PDFs.

    Returns it with notes of what an editor has still to do. Raises ValidationError.
    """
    item = from_json(row.parsed)
    if not parts.is_package(item):
        return _story(row, item, files.of_row(row), by=by, section=section)
    text, of_text, missing = _of_package(row, item)
    article, notes = _story(text, of_text, files.of_row(text), by=by, section=section)
    parts.taken(row, item, article)
    return article, missing + notes


def file(row: WireItem, *, by: AbstractBaseUser | None) -> Photo | Document:
    """A photograph or a PDF that came by itself, into the library and the working copy that waits for it, if one does.

    Raises ValidationError.
    """
    item = from_json(row.parsed)
    photos, documents, notes = files.library(item, files.of_row(row), by, row.source)
    if not photos and not documents:
        raise ValidationError(notes or ["The file of this item has not come. Ask the agency for it."])
    with transaction.atomic():
        if row.article:
            Article.objects.select_for_update().get(pk=row.article_id)
            _attach(row.article, photos, documents)
            revising.keep(row.article, by)
        parts.taken(row, item, row.article)
    return [*photos, *documents][0][0]


def _story(
    row: WireItem, item: Item, found: files.Files, *, by: AbstractBaseUser | None, section: Section | None
) -> tuple[Article, list[str]]:
    photos, documents, notes = files.library(item, found, by, row.source)
    if not item.headline:
        notes.append("The copy has no headline. Its first words stand in its place: write one.")
    with transaction.atomic():
        # The lock that a delivery takes: a kill comes before this, and is seen below, or after, and finds the article.
        Source.objects.select_for_update(no_key=True).get(pk=row.source_id)
        section = section or _section(item.breadcrumb)
        article = Article(**fields.words(item), guid=row.guid, source=row.source, section=section)
        article.full_clean(exclude=["slug"])
        article.save()
        _attach(article, photos, documents)
        revising.keep(article, by)
        parts.taken(row, item, article)
        if WireItem.objects.filter(source=row.source, guid=row.guid, pubstatus="canceled").exists():
            raise ValidationError("The agency has killed this story.")  # while it was being taken
    return article, notes


def _of_package(row: WireItem, item: Item) -> tuple[WireItem, Item, list[str]]:
    """The first text that has come, its item with the pictures of the package, and what has not come."""
    members = parts.members(row, item)
    text = next((one for _, one in members if one and one.type in TEXTS), None)
    if not text:
        raise ValidationError("No text of this package has come as yet.")
    if text.article:
        raise ValidationError("The text of this package is at the desk already.")
    of_text = from_json(text.parsed)
    have = {image["guid"] for image in of_text.images}
    pictures = [one for _, one in members if one and one.type in parts.FILES and one.guid not in have]
    of_text.images += [{**image, "guid": one.guid} for one in pictures for image in one.parsed["images"][:1]]
    missing = [link["guid"] or link["href"] for link, one in members if not one]
    return text, of_text, [f"A member of the package has not come as yet: {name}" for name in missing]


def _attach(article: Article, photos: list, documents: list) -> None:
    """Behind what the article has; its first photograph leads."""
    have = {use.photo_id for use in article.photos.all()}
    new = [(photo, words) for photo, words in photos if photo.pk not in have]
    for position, (photo, words) in enumerate(new, len(have)):
        role = ArticlePhoto.Role.GALLERY if position else ArticlePhoto.Role.LEAD
        ArticlePhoto.objects.create(article=article, photo=photo, position=position, role=role, **words)
    have = {use.document_id for use in article.documents.all()}
    for position, (document, intro) in enumerate(documents, len(have)):
        if document.pk not in have:
            ArticleDocument.objects.create(article=article, document=document, position=position, intro=intro)


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
