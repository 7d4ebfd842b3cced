"""What happens to a story's editions under its lock: they are appended, cancelled and reckoned again.

Only the acts in articles.publishing come here. On SQLite the lock is the IMMEDIATE transaction itself.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from articles import content as contents
from articles import merge, record, revising
from articles.media import files
from articles.models import Article, Change, Edition, EditionFile, Listing, Section, Topic
from articles.reckon import reckon

logger = logging.getLogger("articles.publishing")
TICK = timedelta(microseconds=1)
CORRECTIONS = "corrections"


class Refused(Exception):
    """The act was not done. The text tells the editor why and what to do next."""


@dataclass
class Outcome:
    """What an act did: the new edition, the scheduled ones that it cancelled, and what it could not merge.

    `conflicts` are the corrected words that clash with the working copy's, by the names of content.TEXTS and, for
    those of photographs, "photo:<pk>:caption"; `kept` are such names for the scheduled edition.
    """

    edition: Edition | None
    cancelled: list[Edition] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


@contextmanager
def locked(pk: int) -> Iterator[Article]:
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=pk)
        yield composed(pk)


def take_down(pk: int, now: datetime) -> None:
    """After the act, and under the lock again: what another edition has come to need must not go."""
    with locked(pk):
        files.take_down(pk, now)


def composed(pk: int) -> Article:
    return contents.related_rows(Article.objects).get(pk=pk)


def last_read(article: Article, now: datetime) -> Edition | None:
    """The last edition that readers could read."""
    return (
        article.editions.filter(cancelled_at=None, live_from__lte=now, gone=Edition.Gone.NO)
        .select_related("section", "source")
        .last()
    )


def start(article: Article, now: datetime, requested: datetime | None, *, embargo: bool = True) -> datetime:
    last = article.editions.filter(cancelled_at=None, live_from__lte=now).last()
    wishes = [now, requested, article.embargo if embargo else None, last and last.live_from + TICK]
    return max(wish for wish in wishes if wish)


def append(article: Article, edition: Edition, now: datetime) -> Outcome:
    """Put the edition at the end of the chain, cancel what has not begun, and write its rows."""
    cancelled = _cancel(article.editions.all(), now)
    last = article.editions.last()
    edition.number = last.number + 1 if last else 1
    edition.created_at = now
    if edition.content and not edition.gone:
        before = last_read(article, now)
        if not before and not edition.content["dated"]:
            # The date is that of the first go-live, and the address has the date.
            edition.dated, edition.path = edition.live_from, ""
        edition.path = edition.path or path_of(edition.section, edition.dated, edition.content["slug"])
        _reserve(article, edition.path)
        edition.notices = _notices(article, before, edition, now)
        edition.keys = files.keys_of(article.pk, article.withdrawals, edition.content)
    rows = files.rows_of(edition)
    edition.digest = contents.digest(edition.content)
    edition.chain = record.seal(edition, rows, last.chain if last else "")
    moved = _settle(article, edition)
    EditionFile.objects.bulk_create(rows)
    places = _places(edition)
    Listing.objects.bulk_create(
        Listing(
            list=name,
            dated=dated,
            article=article,
            edition=edition,
            live_from=edition.live_from,
            live_until=edition.live_until,
        )
        for name, dated in places.items()
    )
    _note_change(article, now, {*places, *_lists(moved)})
    logger.info(
        "published article=%s edition=%s kind=%s by=%s live_from=%s chain=%s",
        article.pk, edition.number, edition.kind, edition.created_by_id, edition.live_from.isoformat(), edition.chain,
    )  # fmt: skip
    return Outcome(edition, cancelled)


def cancel(article: Article, editions: QuerySet[Edition], now: datetime) -> list[Edition]:
    """Cancel those of the story's editions that have not begun; the one before gets its time back.

    A withdrawal is no schedule: it stands, also for a server whose clock is behind that of the one which withdrew.
    """
    cancelled = _cancel(editions.filter(gone=Edition.Gone.NO), now)
    if cancelled:
        _note_change(article, now, _lists(_settle(article)))
    return cancelled


def _cancel(editions: QuerySet[Edition], now: datetime) -> list[Edition]:
    pending = list(editions.filter(cancelled_at=None, live_from__gt=now))
    for edition in pending:
        Edition.objects.filter(pk=edition.pk).update(cancelled_at=now)
    return pending


def _settle(article: Article, new: Edition | None = None) -> list[Edition]:
    """Write every interval that has changed: those that shrink, then the new edition, then those that grow.

    Returns the editions whose intervals have changed.
    """
    editions = [*article.editions.defer("content", "keys", "notices"), *([new] if new else [])]
    moved = []
    for edition, end in zip(editions, reckon(editions), strict=True):
        if edition is new:
            new.live_until = end
        elif end != edition.live_until:
            moved.append((edition, end))
    for edition, end in moved:
        if end < edition.live_until:
            _end(edition, end)
    if new:
        new.save()
    for edition, end in moved:
        if end > edition.live_until:
            _end(edition, end)
    return [edition for edition, _ in moved]


def _notices(article: Article, before: Edition | None, edition: Edition, now: datetime) -> list[dict[str, str]]:
    """What readers have had until now and when, with what they were told of it, and then this edition."""
    told = list(before.notices) if before else []
    begun = article.editions.filter(cancelled_at=None, live_from__lte=now, gone=Edition.Gone.NOTICE)
    for withdrawal in begun.filter(number__gt=before.number) if before else []:
        told.append(_notice(withdrawal))
    return [*told, _notice(edition)]


def _notice(edition: Edition) -> dict[str, str]:
    return {"kind": edition.kind, "at": edition.live_from.isoformat(), "note": edition.public_note}


def _end(edition: Edition, end: datetime) -> None:
    Edition.objects.filter(pk=edition.pk).update(live_until=end)
    Listing.objects.filter(edition=edition).update(live_until=end)


def _reserve(article: Article, path: str) -> None:
    """Keep the address for this article. One that another story has been read at is not given away."""
    taken = Edition.objects.filter(path=path, live_until__gt=F("live_from")).exclude(article=article)
    try:
        with transaction.atomic():
            if taken.exists():
                raise IntegrityError
            Article.objects.filter(pk=article.pk).update(path=path)
    except IntegrityError:
        raise Refused(f"Another story has the address /{path}/. Change the slug of this one.") from None


def _lists(editions: list[Edition]) -> set[str]:
    """The lists that these editions stand in."""
    return set(Listing.objects.filter(edition__in=[edition.pk for edition in editions]).values_list("list", flat=True))


def _places(edition: Edition) -> dict[str, datetime]:
    """The lists that a new edition belongs into, with the date that gives it its place there."""
    if edition.gone:
        return {CORRECTIONS: edition.live_from} if edition.gone == Edition.Gone.NOTICE else {}
    topics = Topic.objects.filter(slug__in=edition.content.get("topics", ()))
    names = [
        "home",
        f"source:{edition.source_id}",
        *(f"section:{section.pk}" for section in edition.section.lineage()),
        *(f"topic:{topic.pk}" for topic in topics),
    ]
    mended = [notice["at"] for notice in edition.notices if notice["kind"] in Edition.MENDING]
    corrected = {CORRECTIONS: datetime.fromisoformat(mended[-1])} if mended else {}
    return dict.fromkeys(names, edition.dated) | corrected


def _note_change(article: Article, now: datetime, lists: set[str]) -> None:
    Change.objects.create(article=article, made_at=now, lists=sorted(lists))


def standing(article: Article) -> Edition | None:
    """The last edition that was not cancelled."""
    return article.editions.filter(cancelled_at=None).last()


def pending(article: Article, now: datetime) -> Edition | None:
    """What is scheduled. A withdrawal never is, and nothing is that a withdrawal has followed."""
    last = standing(article)
    return last if last and not last.gone and last.live_from > now else None


def amend_expiry(article: Article, expires: datetime | None, by: AbstractBaseUser | None) -> None:
    """Another expiry for the working copy, kept like any save."""
    if expires and article.embargo and expires <= article.embargo:
        raise Refused(
            f"The next version is embargoed until {said(article.embargo)}, after that expiry. Change one of the two."
        )
    Article.objects.filter(pk=article.pk).update(expires=expires)
    article.expires = expires
    revising.keep(article, by)


def change_expiry(article: Article, edition: Edition, expires: datetime | None, now: datetime) -> None:
    """Another end for an edition that is live: the one wish of an edition that may change after it has begun."""
    Edition.objects.filter(pk=edition.pk).update(expires_at=expires)
    _note_change(article, now, _lists(_settle(article)))


def path_of(section: Section, dated: datetime, slug: str) -> str:
    """The address. Its day is that of the site's zone, wherever the editor sits."""
    day = timezone.localtime(dated, timezone.get_default_timezone())
    return f"{section.path}/{day:%Y/%m/%d}/{slug}"


def said(moment: datetime) -> str:
    """A moment for people: in the editor's zone and, where that is another, in the site's."""
    here, site = timezone.localtime(moment), timezone.localtime(moment, timezone.get_default_timezone())
    words = f"{here:%B %-d, %Y, %H:%M %Z}"
    return words if here.utcoffset() == site.utcoffset() else f"{words} ({site:%B %-d, %H:%M %Z})"


def copy(
    edition: Edition,
    *,
    by: AbstractBaseUser | None,
    kind: str | None = None,
    note: str | None = None,
    patch: Mapping[str, str] | None = None,
) -> Edition:
    """An unsaved edition with the same content, but for the patch (by the names of merge.words)."""
    return Edition(
        article=edition.article,
        kind=kind or edition.kind,
        dated=edition.dated,
        expires_at=edition.expires_at,
        path=edition.path,
        section=edition.section,
        source=edition.source,
        language=edition.language,
        photo_count=edition.photo_count,
        document_count=edition.document_count,
        created_by=by,
        public_note=edition.public_note if note is None else note,
        content=merge.patched(edition.content, patch or {}),
    )
