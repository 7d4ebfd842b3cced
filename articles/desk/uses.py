"""Where a file of the library is used: in working copies, and in what readers have or will have."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, Document, DocumentVersion, Edition, EditionFile, Photo


@dataclass
class Use:
    """`held` tells that the file must stay: the story is in work, live or scheduled with it."""

    article: Article
    words: str
    held: bool
    edition: Edition | None = None


def of(row: Photo | Document, now: datetime) -> list[Use]:
    """The working copies first, then the editions, the latest first."""
    uses = [Use(use.article, "in the working copy", True) for use in row.uses.select_related("article")]
    files = (
        EditionFile.objects.filter(storage_name__in=row.stored())
        .select_related("edition__article")
        .defer("edition__content", "edition__keys", "edition__notices")
        .order_by("-edition_id")
    )
    editions = {file.edition_id: file.edition for file in files}
    return [*uses, *(_in_edition(edition, now) for edition in editions.values())]


def of_nothing(files: QuerySet) -> QuerySet:
    """Those of the library's files that no working copy uses and no edition has used."""
    rows = files.model.uses.rel.related_model.objects.filter(**{files.model._meta.model_name: OuterRef("pk")})
    free = files.filter(~Exists(rows), ~Exists(_editions()))
    if files.model is Document:
        free = free.exclude(Exists(DocumentVersion.objects.filter(Exists(_editions()), document=OuterRef("pk"))))
    return free


def _editions() -> QuerySet:
    return EditionFile.objects.filter(storage_name__in=[OuterRef("cleaned"), OuterRef("original")])


def _in_edition(edition: Edition, now: datetime) -> Use:
    if edition.cancelled_at:
        return Use(edition.article, f"in edition {edition.number}, cancelled", False, edition)
    if edition.live_from > now:
        return Use(edition.article, f"in edition {edition.number}, scheduled", True, edition)
    if edition.live_until > now:
        return Use(edition.article, f"in edition {edition.number}, live", True, edition)
    return Use(edition.article, f"in edition {edition.number}, past", False, edition)
