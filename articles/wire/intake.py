"""What becomes of a delivery: the bytes are kept, the items are read, and each ends with one outcome.

Kill wins over everything: a story that was killed stays killed, whatever comes before or after, until an editor
decides otherwise. An older version never wins, and what a story already has changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path, PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles import html, publishing, revising
from articles.content import canonical
from articles.models import Article, Section, Source, WireItem
from articles.wire import fields, files, habits, parts, recognise, restrictions, take, versions
from articles.wire.item import UNREADABLE, Item, Unreadable

Clock = Callable[[], datetime]
Outcome = WireItem.Outcome
AHEAD = timedelta(days=1)  # so far a clock elsewhere may be wrong, and a zone with it


@dataclass
class Received:
    """An item with its row, the article if one was made, and what an editor has still to do."""

    item: Item
    row: WireItem
    article: Article | None = None
    notes: list[str] = field(default_factory=list)


def parsed(raw: bytes, name: str) -> list[Item]:
    """The items of the bytes; what cannot be read is an item too, with outcome rejected and the reason."""
    try:
        return recognise.read(raw, name)
    except Unreadable as error:
        return [Item(path=name, format="", outcome="rejected", reason=str(error))]


def deliver(
    raw: bytes,
    name: str,
    *,
    source: Source | None = None,
    section: Section | None = None,
    folder: Path | None = None,
    by=None,
    clock: Clock = timezone.now,
) -> Iterator[Received]:
    """File one delivery, item by item; an item that fails does not keep the others out.

    With a section, or a breadcrumb that names one, a new story becomes a working copy at once. Pictures and PDFs
    are looked for in `folder` too.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    stored = _keep(raw, sha256)
    refused = {row.position: row for row in WireItem.objects.filter(sha256=sha256, outcome=Outcome.REJECTED)}
    for position, item in enumerate(parsed(raw, name)):
        row = refused.get(position) or WireItem(raw=stored, sha256=sha256, position=position)
        row.path, row.file_name, row.received_at = name[:500], PurePath(item.path).name[:255], clock()
        received = Received(item, row)
        _file(received, source, clock)
        if _is_at_once(row, section or item.breadcrumb):
            take.at_once(received, files.of(row.source, raw, folder), by=by, section=section)
        yield received


def again(row: WireItem, *, by=None) -> list[Received]:
    """Read what was refused once more. What can be read now takes the place of the refusal."""
    with default_storage.open(row.raw) as file:
        return list(deliver(file.read(), row.path, source=row.source, by=by))


def _is_at_once(row: WireItem, placed: object) -> bool:
    return bool(placed) and row.outcome == Outcome.IMPORTED and row.pubstatus == "usable" and row.type in take.TEXTS


def _keep(raw: bytes, sha256: str) -> str:
    name = f"wire/{sha256[:2]}/{sha256}"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(raw))


@transaction.atomic
def _file(received: Received, source: Source | None, clock: Clock) -> None:
    """Decide the outcome under the source's lock, and write the row."""
    item, row = received.item, received.row
    if not item.outcome:
        source = source or _source(item)
        if habits.is_foreign(item, source):
            item.outcome = Outcome.REJECTED
            item.reason = f"The identifier {item.guid} is not one that {source} gives. Ask who sent this."
    if item.outcome:
        _refuse(row, item, source)
        return
    _describe(row, item)
    habits.apply(item, source)
    row.source = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    Source.objects.filter(pk=source.pk).update(heard_at=row.received_at)
    known = WireItem.objects.filter(source=row.source, guid=row.guid).exclude(outcome=Outcome.REJECTED)
    known = list(known.select_related("article"))
    row.article = next((other.article for other in known if other.article_id), None) or _at_desk(row)
    received.article = row.article
    item.outcome, reason = _judge(row, item, known, clock())
    item.reason = reason or None
    row.outcome, row.reason, row.parsed = item.outcome, reason, item.as_json()
    if any(other.digest == row.digest for other in known):
        WireItem.objects.filter(pk=row.pk, outcome=Outcome.REJECTED).delete()  # it could not be read at first
        return  # the very same is here: nothing to keep
    counting = next((other for other in known if other.current), None)
    row.current = counting is None or _counts(row, counting)
    if row.current and counting:
        WireItem.objects.filter(pk=counting.pk).update(current=False)
    if counting and row.pubstatus == "canceled":
        row.headline = counting.headline  # of the story, for a kill's own says nothing of it
    row.urgent = row.current and _urgent(row, clock())
    parts.place(row)
    row.save()
    parts.remember(row, item)
    if row.pubstatus == "canceled":
        _kill(row, clock)
    elif row.current and row.article and row.article.guid == row.guid:
        _tighten(row, item, clock)


def _refuse(row: WireItem, item: Item, source: Source | None) -> None:
    row.source, row.outcome, row.reason = source, item.outcome, item.reason or ""
    row.headline, row.guid = (item.headline or "")[:255], (item.guid or "")[:255]
    row.save()


def _judge(row: WireItem, item: Item, known: list[WireItem], now: datetime) -> tuple[str, str]:
    """Outcome and reason of an item, from those of its story that are here."""
    newest = max(known, key=lambda other: _version(other).order, default=None)
    if any(other.digest == row.digest for other in known):
        return Outcome.UNCHANGED, "This version is here already."
    if row.pubstatus == "canceled":
        what = "story." if row.type in take.TEXTS else f"{row.type}. Decide what becomes of a story that has it."
        return (Outcome.UPDATED if known else Outcome.IMPORTED), f"The agency has killed this {what}"
    if any(other.pubstatus == "canceled" for other in known):
        return Outcome.HELD, "The agency has killed this story. Ask it before you use another version."
    if newest and _version(row) == _version(newest):
        return Outcome.HELD, "The same version is here with another text. Compare the two."
    if newest and versions.is_newer(_version(newest), _version(row)):
        return Outcome.UNCHANGED, "A newer version is here already."
    if not known and row.article and _came_with(row.article, item):
        row.state = WireItem.State.TAKEN
        return Outcome.UNCHANGED, "This story is at the desk already."
    if reason := _restricted(row, item, now):
        return Outcome.HELD, reason
    return (Outcome.UPDATED, "") if known or row.article else (Outcome.IMPORTED, "")


def _restricted(row: WireItem, item: Item, now: datetime) -> str:
    """Why no reader may have it as yet. What cannot be read restricts, too."""
    if row.source.paused:
        return f"{row.source} is paused."
    if item.not_for_publication:
        return "This is a note to editors, not for publication."
    if row.pubstatus != "usable":
        killed = restrictions.KILLED_IN_WORDS in item.signals
        told = "takes this story back, though its status says usable" if killed else "withholds this story"
        left = " Nothing was taken down: decide whether it stays." if _live(row, now) else ""
        return f"The agency {told}.{left}"
    if row.embargoed == UNREADABLE:
        return "The story is embargoed, and until when cannot be read. Ask the agency."
    if row.embargoed and row.article and datetime.fromisoformat(row.embargoed) > now and _live(row, now):
        return "The agency embargoes what readers have already. Nothing was taken down: decide whether it stays."
    return ""


def _live(row: WireItem, now: datetime) -> bool:
    return row.article is not None and row.article.editions.live(now).exists()


def _counts(row: WireItem, other: WireItem) -> bool:
    """Does the item stand in the place of the one that stood for its story? A kill always does."""
    if "canceled" in (row.pubstatus, other.pubstatus):
        return row.pubstatus == "canceled"
    return row.outcome in (Outcome.IMPORTED, Outcome.UPDATED, Outcome.HELD) and (
        not versions.is_newer(_version(other), _version(row))
    )


def _urgent(row: WireItem, now: datetime) -> bool:
    """A kill, and what restricts that which readers have already: neither waits until somebody looks by chance."""
    restricted = bool(row.embargoed) or row.pubstatus != "usable"
    return row.pubstatus == "canceled" or (restricted and _live(row, now))


def _kill(row: WireItem, clock: Clock) -> None:
    """Take the story from readers, and keep it from being published again by mistake."""
    article = row.article
    if not article or article.guid != row.guid:  # of a picture's or a package's story an editor decides
        return
    _restrict(article, pubstatus=Article.Pubstatus.CANCELED)
    if not article.editions.exists():
        return
    try:
        publishing.withdraw(article, by=None, reason=f"Killed by {row.source}: {row.path}", clock=clock)
    except publishing.Refused:
        publishing.hold_back(article, clock=clock)  # gone already; what was scheduled goes too
        return
    row.reason += " It was taken from readers at once."
    row.save(update_fields=["reason"])


def _restrict(article: Article, **words) -> None:
    """As a save, so that a form which was open all the while, and knows nothing of it, is refused."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    for name, value in words.items():
        setattr(article, name, value)
    article.save(update_fields=[*words])
    revising.keep(article, None)


def _tighten(row: WireItem, item: Item, clock: Clock) -> None:
    """An embargo or a status stricter than the working copy's is its own from now on, and what was scheduled goes."""
    stricter = fields.stricter(row.article, item)
    if not stricter:
        return
    _restrict(row.article, **stricter)
    if publishing.hold_back(row.article, clock=clock):
        row.outcome, row.urgent = Outcome.HELD, True
        row.reason = "The agency restricts a story that was scheduled. The schedule has been cancelled."
        item.outcome, item.reason = row.outcome, row.reason
        row.save(update_fields=["outcome", "urgent", "reason"])


def _at_desk(row: WireItem) -> Article | None:
    """The working copy of that story, where it came before its deliveries were kept."""
    return Article.objects.filter(source=row.source, guid=row.guid).first()


def _came_with(article: Article, item: Item) -> bool:
    """Is that the copy with which the working copy began?"""
    first = article.revisions.order_by("version").first()
    return first is not None and first.content["body"] == html.clean(item.body_html or "")


def _version(row: WireItem) -> versions.Version:
    created = row.version_created.strftime("%Y-%m-%dT%H:%M:%SZ") if row.version_created else ""
    return versions.Version(row.version, created)


def _describe(row: WireItem, item: Item) -> None:
    row.format, row.type = item.format, item.type
    row.version, row.version_created = (item.version or "")[:40], _created(item, row.received_at)
    row.pubstatus, row.embargoed = item.pubstatus or "usable", item.embargoed or ""
    row.headline, row.slugline = (item.headline or fields.first_words(item))[:255], (item.slugline or "")[:255]
    row.urgency, row.language = item.urgency, (item.language or "")[:40]
    row.subjects = _lines(item.subjects)
    told = {key: value for key, value in item.as_json().items() if key not in ("path", "outcome", "reason")}
    row.digest = hashlib.sha256(canonical(told)).hexdigest()
    row.guid = (item.guid or f"urn:newsroom:wire:{row.digest[:32]}")[:255]


def _created(item: Item, received: datetime) -> datetime | None:
    """When the version was made. A time to come counts as none, or no later correction would ever be newer."""
    told = item.versioncreated or item.contentcreated or item.firstcreated
    created = datetime.fromisoformat(told) if told else None
    return created if created and created <= received + AHEAD else None


def _lines(subjects: list[dict]) -> str:
    """One a line, with a line's end on both sides of each, so that a whole one can be looked for."""
    named = dict.fromkeys(one["name"] or one["code"] for one in subjects if one["name"] or one["code"])
    return "".join(f"\n{name}" for name in named)[:2000] + "\n" if named else ""


def _source(item: Item) -> Source:
    """Of what came without a source: the agency it names; or that of its story, where one of the two is a kill.

    For a kill may not name the agency that its story names. One lock for all of these: a story and its kill that come
    at the same moment see each other.
    """
    Source.objects.select_for_update(no_key=True).get(pk=_called("Our own").pk)
    known = WireItem.objects.filter(guid=item.guid or None, source__isnull=False).exclude(outcome=Outcome.REJECTED)
    if item.source and item.pubstatus != "canceled":
        known = known.filter(pubstatus="canceled")
    row = known.select_related("source").first()
    return row.source if row else _called(item.source or "Our own")


def _called(name: str) -> Source:
    name = name[:120]
    found = Source.objects.filter(name__iexact=name).first()
    return found or Source.objects.create(name=name, slug=_free_slug(name), credit_line=name)


def _free_slug(name: str) -> str:
    slug = slugify(name)[:50] or "source"
    taken = set(Source.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return slug if slug not in taken else next(f"{slug}-{n}" for n in range(2, 10_000) if f"{slug}-{n}" not in taken)
