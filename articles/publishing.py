"""The door between the desk and the street: the only code that writes editions.

Every act takes the article's row as its lock, reads the clock after it holds the lock, cancels what has
not begun and reckons the intervals again. On SQLite the lock is the IMMEDIATE transaction itself.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from articles import content as contents
from articles import merge, record
from articles.content import Content
from articles.media import files
from articles.models import Article, Change, Edition, EditionFile, Listing, Section, Topic
from articles.reckon import reckon

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
TICK = timedelta(microseconds=1)


class Refused(Exception):
    """The act was not done. The text tells the editor why and what to do next."""


@dataclass
class Outcome:
    """What an act did: the new edition, and the scheduled ones that it cancelled."""

    edition: Edition | None
    cancelled: list[Edition] = field(default_factory=list)
    conflicts: dict[str, str] = field(default_factory=dict)


def publish(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    token: str,
    at: datetime | None = None,
    kind: str | None = None,
    note: str = "",
    clock: Clock = timezone.now,
) -> Outcome:
    """Make the working copy what readers see, from `at` on, or at once.

    `token` is what `token_of` gave when the editor saw the story. Raises Refused.
    """
    files.make_public(article.pk, article.withdrawals, contents.snapshot(_composed(article.pk)))
    try:
        with _locked(article.pk) as story:
            if token != token_of(story):
                raise Refused(_changed(story, token))
            now = clock()
            refuse_unless_publishable(story)
            edition = compose(story, kind=kind, note=note, by=by, at=now)
            edition.live_from = _start(story, now, at)
            if edition.expires_at and edition.expires_at <= edition.live_from:
                raise Refused(
                    f"The story would begin at {_said(edition.live_from)}, after its expiry at "
                    f"{_said(edition.expires_at)}. Change one of the two."
                )
            outcome = _append(story, edition, now)
        # A sweep may have taken an old copy away between the copying and the commit.
        files.make_public(article.pk, story.withdrawals, edition.content)
    finally:
        # A withdrawal may have gone between the copying and now: then the copies must go too.
        _take_down(article.pk, clock())
    return outcome


def withdraw(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    reason: str,
    gone: str = Edition.Gone.NOTICE,
    note: str = "",
    clock: Clock = timezone.now,
) -> Outcome:
    """Take the story from readers now, whatever else is going on, and keep it away until it is published again.

    Raises Refused when it is gone already, and in this very way.
    """
    with _locked(article.pk) as story:
        now = clock()
        begun = _begun(story, now)
        last = story.editions.filter(cancelled_at=None).last()
        if last and last.gone == gone:
            raise Refused("The story is withdrawn already. Nothing of it is left with readers.")
        edition = Edition(
            article=story,
            kind=Edition.Kind.WITHDRAWAL,
            # What has never been read leaves no notice: it would tell that there was something.
            gone=gone if begun else Edition.Gone.VANISH,
            live_from=_start(story, now, None, embargo=False),
            dated=begun.dated if begun else now,
            path=begun.path if begun else "",
            section=begun.section if begun else story.section,
            source=begun.source if begun else story.source,
            language=begun.language if begun else story.language,
            created_by=by,
            reason=reason,
            public_note=note,
        )
        outcome = _append(story, edition, now)
        Article.objects.filter(pk=story.pk).update(withdrawals=story.withdrawals + 1)
    _take_down(story.pk, now)
    return outcome


def cancel(article: Article, *, by: AbstractBaseUser | None, clock: Clock = timezone.now) -> Outcome:
    """Cancel what is scheduled; what is live keeps its time. Raises Refused when nothing is scheduled."""
    with _locked(article.pk) as story:
        now = clock()
        cancelled = _cancel_pending(story, now)
        if not cancelled:
            raise Refused("Nothing is scheduled for this story. What has begun can be withdrawn.")
        _record(story, now, _lists(_settle(story)))
        logger.info("cancelled article=%s by=%s", story.pk, by and by.pk)
    return Outcome(None, cancelled)


def retime(
    article: Article, *, by: AbstractBaseUser | None, at: datetime | None, clock: Clock = timezone.now
) -> Outcome:
    """Give the scheduled edition, as it was scheduled, another start. Raises Refused."""
    with _locked(article.pk) as story:
        now = clock()
        pending = story.editions.filter(cancelled_at=None, live_from__gt=now).last()
        if pending is None:
            raise Refused("Nothing is scheduled for this story any more.")
        edition = _copy(pending, by=by)
        edition.live_from = _start(story, now, at)
        if edition.expires_at and edition.expires_at <= edition.live_from:
            raise Refused(f"That is after its expiry at {_said(edition.expires_at)}.")
        return _append(story, edition, now)


def correct(
    article: Article,
    patch: dict[str, str],
    *,
    by: AbstractBaseUser | None,
    number: int,
    kind: str = Edition.Kind.CORRECTION,
    note: str = "",
    reissue: bool = False,
    clock: Clock = timezone.now,
) -> Outcome:
    """Change texts of what is live, `patch` by the names in content.TEXTS, without the working copy's other changes.

    The patch is merged into the working copy; where both changed the same words the working copy stays
    and `conflicts` names the field with the corrected text. `number` is the edition that the editor saw.
    With `reissue` the scheduled edition is kept, with the patch in it. Raises Refused.
    """
    with _locked(article.pk) as story:
        now = clock()
        live = story.editions.live(now).first()
        if live is None or live.number != number:
            raise Refused("What readers see has changed while you were correcting it. Look at it again.")
        pending = story.editions.filter(cancelled_at=None, live_from__gt=now).last()
        edition = _copy(live, by=by, kind=kind, note=note, patch=patch)
        # An embargo is for the next version: what readers have already cannot wait to be right.
        edition.live_from = _start(story, now, None, embargo=False)
        outcome = _append(story, edition, now)
        outcome.conflicts = _patch_working_copy(story, live.content, patch)
        if reissue and pending:
            later = _copy(pending, by=by, patch=merge.texts(live.content, pending.content, patch)[0])
            later.live_from = max(pending.live_from, edition.live_from + TICK)
            _append(story, later, edition.live_from)
    return outcome


def set_expiry(
    article: Article, expires: datetime | None, *, by: AbstractBaseUser | None, clock: Clock = timezone.now
) -> Outcome:
    """Change when that which is live ends. Raises Refused when nothing is live or the moment is past."""
    with _locked(article.pk) as story:
        now = clock()
        live = story.editions.live(now).first()
        if live is None:
            raise Refused("Nothing of this story is live, so there is no expiry to change.")
        if expires and expires <= now:
            raise Refused("That moment is past. To take the story away now, withdraw it.")
        if expires and story.embargo and expires <= story.embargo:
            raise Refused(
                f"The next version is embargoed until {_said(story.embargo)}, after that expiry. Change one of the two."
            )
        Edition.objects.filter(pk=live.pk).update(expires_at=expires)
        Article.objects.filter(pk=story.pk).update(expires=expires)
        _record(story, now, _lists(_settle(story)))
        logger.info("expiry article=%s edition=%s by=%s", story.pk, live.number, by and by.pk)
    return Outcome(live)


def hold_back(article: Article, *, clock: Clock = timezone.now) -> list[Edition]:
    """After a save: cancel scheduled editions that the embargo, or the publishing status, now forbids."""
    with _locked(article.pk) as story:
        now = clock()
        forbidden = story.embargo_indefinite or story.pubstatus != Article.Pubstatus.USABLE
        pending = story.editions.filter(cancelled_at=None, live_from__gt=now)
        if not forbidden:
            pending = pending.filter(live_from__lt=story.embargo or now)
        if not pending.exists():
            return []
        cancelled = _cancel_pending(story, now)
        _record(story, now, _lists(_settle(story)))
    return cancelled


def compose(
    article: Article,
    *,
    kind: str | None = None,
    note: str = "",
    by: AbstractBaseUser | None = None,
    at: datetime | None = None,
) -> Edition:
    """The working copy as an unsaved edition: what a preview shows and what `publish` saves."""
    now = at or timezone.now()
    before = article.editions.filter(cancelled_at=None, live_from__lte=now, path__gt="").last()
    content = contents.public(contents.snapshot(article))
    dated = article.dated or (before.dated if before else None)
    return Edition(
        article=article,
        kind=kind or (Edition.Kind.UPDATE if before else Edition.Kind.FIRST),
        dated=dated or now,
        live_from=now,
        expires_at=article.expires,
        path=before.path if before and before.section_id == article.section_id else "",
        section=article.section,
        source=article.source,
        language=article.language,
        photo_count=len(content["photos"]),
        document_count=len(content["documents"]),
        created_by=by,
        public_note=note,
        content=content,
    )


def token_of(article: Article) -> str:
    """What an editor has seen: the content's digest and the number of the last edition."""
    last = article.editions.last()
    return f"{last.number if last else 0}:{contents.digest(contents.snapshot(_composed(article.pk)))}"


def refuse_unless_publishable(article: Article) -> None:
    """Raises Refused with the sentence that says what stands in the way."""
    if article.pubstatus != Article.Pubstatus.USABLE:
        raise Refused(
            f"The story is marked {article.get_pubstatus_display().lower()}. Set its publishing status to usable first."
        )
    if article.embargo_indefinite:
        raise Refused("The story is embargoed until further notice. Take the embargo off first.")


def path_of(section: Section, dated: datetime, slug: str) -> str:
    day = timezone.localtime(dated)
    return f"{section.path}/{day:%Y/%m/%d}/{slug}"


@contextmanager
def _locked(pk: int) -> Iterator[Article]:
    with transaction.atomic():
        Article.objects.select_for_update().get(pk=pk)
        yield _composed(pk)


def _take_down(pk: int, now: datetime) -> None:
    """After the act, and under the lock again: what another edition has come to need must not go."""
    with _locked(pk):
        files.take_down(pk, now)


def _composed(pk: int) -> Article:
    return contents.related_rows(Article.objects).get(pk=pk)


def _begun(article: Article, now: datetime) -> Edition | None:
    """The last edition that readers could read."""
    return (
        article.editions.filter(cancelled_at=None, live_from__lte=now, gone=Edition.Gone.NO)
        .select_related("section", "source")
        .last()
    )


def _start(article: Article, now: datetime, requested: datetime | None, *, embargo: bool = True) -> datetime:
    last = article.editions.filter(cancelled_at=None, live_from__lte=now).last()
    wishes = [now, requested, article.embargo if embargo else None, last and last.live_from + TICK]
    return max(wish for wish in wishes if wish)


def _append(article: Article, edition: Edition, now: datetime) -> Outcome:
    """Put the edition at the end of the chain, cancel what has not begun, and write its rows."""
    cancelled = _cancel_pending(article, now)
    last = article.editions.last()
    edition.number = last.number + 1 if last else 1
    edition.created_at = now
    if edition.content and not edition.gone:
        begun = _begun(article, now)
        if not begun and not edition.content["dated"]:
            # The date is that of the first go-live, and the address has the date.
            edition.dated, edition.path = edition.live_from, ""
        edition.path = edition.path or path_of(edition.section, edition.dated, edition.content["slug"])
        _reserve(article, edition.path)
        edition.notices = _notices(begun, edition)
        edition.keys = files.keys_of(article.pk, article.withdrawals, edition.content)
    rows = files.rows_of(edition)
    edition.digest = contents.digest(edition.content)
    edition.chain = record.seal(edition, rows, last.chain if last else "")
    moved = _settle(article, edition)
    EditionFile.objects.bulk_create(rows)
    lists = _places(edition)
    if not edition.gone:
        Listing.objects.bulk_create(
            Listing(
                list=name,
                dated=edition.dated,
                article=article,
                edition=edition,
                live_from=edition.live_from,
                live_until=edition.live_until,
            )
            for name in lists
        )
    _record(article, now, lists | _lists(moved))
    logger.info(
        "published article=%s edition=%s kind=%s by=%s live_from=%s chain=%s",
        article.pk, edition.number, edition.kind, edition.created_by_id, edition.live_from.isoformat(), edition.chain,
    )  # fmt: skip
    return Outcome(edition, cancelled)


def _cancel_pending(article: Article, now: datetime) -> list[Edition]:
    pending = list(article.editions.filter(cancelled_at=None, live_from__gt=now))
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


def _notices(before: Edition | None, edition: Edition) -> list[dict[str, str]]:
    """What earlier editions told readers of their changes, and what this one tells."""
    own = {"kind": edition.get_kind_display(), "at": edition.live_from.isoformat(), "note": edition.public_note}
    return [*(before.notices if before else []), *([own] if edition.public_note else [])]


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


def _places(edition: Edition) -> set[str]:
    """The lists that a new edition belongs into."""
    topics = Topic.objects.filter(slug__in=edition.content.get("topics", ()))
    return {
        "home",
        f"source:{edition.source_id}",
        *(f"section:{section.pk}" for section in edition.section.lineage()),
        *(f"topic:{topic.pk}" for topic in topics),
    }


def _record(article: Article, now: datetime, lists: set[str]) -> None:
    Change.objects.create(article=article, made_at=now, lists=sorted(lists))


def _copy(
    edition: Edition,
    *,
    by: AbstractBaseUser | None,
    kind: str | None = None,
    note: str | None = None,
    patch: dict[str, str] | None = None,
) -> Edition:
    """An unsaved edition with the same content, but for the patch."""
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
        content={**edition.content, **(patch or {})},
    )


def _patch_working_copy(article: Article, live: Content, patch: dict[str, str]) -> dict[str, str]:
    mine = {name: getattr(article, name) for name in patch}
    merged, conflicts = merge.texts(live, mine, patch)
    Article.objects.filter(pk=article.pk).update(**merged, row_version=article.row_version + 1)
    return conflicts


def _changed(article: Article, seen: str) -> str:
    if seen.partition(":")[2] == token_of(article).partition(":")[2]:
        return "This story was published, scheduled or withdrawn meanwhile. Look at it again, then publish."
    who = str(article.saved_by) if article.saved_by else "Someone"
    return f"{who} saved this story while you were publishing it. Look at it again, then publish."


def _said(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%B %-d, %Y, %H:%M %Z")
