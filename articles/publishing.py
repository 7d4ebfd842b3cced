"""The door between the desk and the street: the acts of publishing.

Every act takes the article's row as its lock, reads the clock after it holds the lock, cancels what has
not begun and reckons the intervals again (articles.chain).
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.utils import timezone

from articles import chain, merge, revising
from articles import content as contents
from articles.chain import TICK, Outcome, Refused, path_of, pending, said
from articles.content import Content
from articles.media import files
from articles.models import Article, ArticlePhoto, Edition

__all__ = ["TICK", "Outcome", "Refused", "path_of", "pending", "said"]

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
KEEP = datetime.max  # an expiry that nobody asked to change


def publish(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    token: str,
    at: datetime | None = None,
    expires: datetime | None = KEEP,
    kind: str | None = None,
    note: str = "",
    clock: Clock = timezone.now,
) -> Outcome:
    """Make the working copy what readers see, from `at` on, or at once.

    `token` is what `token_of` gave when the editor saw the story; `expires` becomes the working copy's expiry
    too. Raises Refused.
    """
    files.make_public(article.pk, article.withdrawals, contents.snapshot(chain.composed(article.pk)))
    try:
        with chain.locked(article.pk) as story:
            if token != token_of(story):
                raise Refused(_changed(story, token))
            now = clock()
            refuse_unless_publishable(story)
            if expires is not KEEP and expires != story.expires:
                chain.amend_expiry(story, expires, by)
            edition = compose(story, kind=kind, note=note, by=by, at=now)
            edition.live_from = chain.start(story, now, at)
            _refuse_after_expiry(edition)
            outcome = chain.append(story, edition, now)
        # A sweep may have taken an old copy away between the copying and the commit.
        files.make_public(article.pk, story.withdrawals, edition.content)
    finally:
        # A withdrawal may have gone between the copying and now: then the copies must go too.
        chain.take_down(article.pk, clock())
    return outcome


def republish(
    article: Article,
    number: int,
    *,
    by: AbstractBaseUser | None,
    last: int,
    kind: str = Edition.Kind.UPDATE,
    note: str = "",
    clock: Clock = timezone.now,
) -> Outcome:
    """Give readers an edition again that they have had. The working copy stays as it is.

    `last` is the number of the last edition that the editor saw. Raises Refused.
    """
    earlier = article.editions.get(number=number)
    _refuse_without_files(earlier.content)
    files.make_public(article.pk, article.withdrawals, earlier.content)
    try:
        with chain.locked(article.pk) as story:
            now = clock()
            if last != story.editions.last().number:
                raise Refused("This story was published, scheduled or withdrawn meanwhile. Look at it again.")
            refuse_unless_publishable(story)
            if earlier.gone or earlier.live_from > now or earlier.live_until <= earlier.live_from:
                raise Refused("Readers have never had that edition. Publish the working copy instead.")
            edition = chain.copy(earlier, by=by, kind=kind, note=note)
            # When the story ends is a wish for the story, not for one of its texts.
            edition.expires_at = story.expires
            edition.live_from = chain.start(story, now, None)
            _refuse_after_expiry(edition)
            outcome = chain.append(story, edition, now)
        files.make_public(article.pk, story.withdrawals, edition.content)
    finally:
        chain.take_down(article.pk, clock())
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
    with chain.locked(article.pk) as story:
        now = clock()
        begun = chain.last_read(story, now)
        last = chain.standing(story)
        if last and last.gone == gone:
            raise Refused("The story is withdrawn already. Nothing of it is left with readers.")
        edition = Edition(
            article=story,
            kind=Edition.Kind.WITHDRAWAL,
            # What has never been read leaves no notice: it would tell that there was something.
            gone=gone if begun else Edition.Gone.VANISH,
            live_from=chain.start(story, now, None, embargo=False),
            dated=begun.dated if begun else now,
            path=begun.path if begun else "",
            section=begun.section if begun else story.section,
            source=begun.source if begun else story.source,
            language=begun.language if begun else story.language,
            created_by=by,
            reason=reason,
            public_note=note,
        )
        outcome = chain.append(story, edition, now)
        Article.objects.filter(pk=story.pk).update(withdrawals=story.withdrawals + 1)
    chain.take_down(story.pk, now)
    return outcome


def cancel(article: Article, *, by: AbstractBaseUser | None, clock: Clock = timezone.now) -> Outcome:
    """Cancel what is scheduled; what is live keeps its time. Raises Refused when nothing is scheduled."""
    with chain.locked(article.pk) as story:
        cancelled = chain.cancel(story, story.editions.all(), clock())
        if not cancelled:
            raise Refused("Nothing is scheduled for this story. What has begun can be withdrawn.")
        logger.info("cancelled article=%s by=%s", story.pk, by and by.pk)
    return Outcome(None, cancelled)


def retime(
    article: Article,
    *,
    by: AbstractBaseUser | None,
    at: datetime | None,
    number: int | None = None,
    clock: Clock = timezone.now,
) -> Outcome:
    """Give the scheduled edition, as it was scheduled, another start.

    `number` is that of the edition that the editor saw, where there was an editor. Raises Refused.
    """
    with chain.locked(article.pk) as story:
        now = clock()
        waiting = chain.pending(story, now)
        if waiting is None:
            raise Refused("Nothing is scheduled for this story any more.")
        if number and number != waiting.number:
            raise Refused("The schedule has changed meanwhile. Look at it again, then choose another time.")
        refuse_unless_publishable(story)
        edition = chain.copy(waiting, by=by)
        edition.live_from = chain.start(story, now, at)
        _refuse_after_expiry(edition)
        return chain.append(story, edition, now)


def correct(
    article: Article,
    patch: Mapping[str, str],
    *,
    by: AbstractBaseUser | None,
    number: int,
    kind: str = Edition.Kind.CORRECTION,
    note: str = "",
    reissue: bool = False,
    clock: Clock = timezone.now,
) -> Outcome:
    """Change words of what is live, `patch` by the names of merge.words, without the working copy's other changes.

    The patch is merged into the working copy; where both changed the same words the working copy stays
    and `conflicts` names the field with the corrected text. `number` is the edition that the editor saw.
    With `reissue` the scheduled edition is kept, with the patch in it. Raises Refused.
    """
    with chain.locked(article.pk) as story:
        now = clock()
        live = story.editions.live(now).first()
        if live is None or live.number != number:
            raise Refused("What readers see has changed while you were correcting it. Look at it again.")
        if chain.standing(story).gone:
            raise Refused("The story was withdrawn meanwhile. It returns only when someone publishes it again.")
        _refuse_unless_usable(story)
        waiting = chain.pending(story, now)
        edition = chain.copy(live, by=by, kind=kind, note=note, patch=patch)
        # An embargo is for the next version: what readers have already cannot wait to be right.
        edition.live_from = chain.start(story, now, None, embargo=False)
        outcome = chain.append(story, edition, now)
        outcome.conflicts = _merge_into_working_copy(story, live.content, patch, by)
        if reissue and waiting:
            merged, kept = merge.texts(merge.words(live.content), merge.words(waiting.content), patch)
            later = chain.copy(waiting, by=by, patch=merged)
            later.live_from = max(waiting.live_from, edition.live_from + TICK)
            chain.append(story, later, edition.live_from)
            outcome.kept = list(kept)
    return outcome


def set_expiry(
    article: Article,
    expires: datetime | None,
    *,
    by: AbstractBaseUser | None,
    number: int | None = None,
    clock: Clock = timezone.now,
) -> Outcome:
    """Change when that which is live ends, and the working copy's expiry with it.

    `number` is that of the edition that the editor saw, where there was an editor. Raises Refused.
    """
    with chain.locked(article.pk) as story:
        now = clock()
        live = story.editions.live(now).first()
        if live is None:
            raise Refused("Nothing of this story is live, so there is no expiry to change.")
        if number and number != live.number:
            raise Refused("What readers see has changed meanwhile. Look at it again, then change its expiry.")
        if expires and expires <= now:
            raise Refused("That moment is past. To take the story away now, withdraw it.")
        if expires == live.expires_at == story.expires:
            raise Refused("That is its expiry already. Nothing was changed.")
        chain.amend_expiry(story, expires, by)
        chain.change_expiry(story, live, expires, now)
        logger.info("expiry article=%s edition=%s by=%s", story.pk, live.number, by and by.pk)
    return Outcome(live)


def hold_back(article: Article, *, clock: Clock = timezone.now) -> list[Edition]:
    """After a save: cancel scheduled editions that the embargo, or the publishing status, now forbids."""
    with chain.locked(article.pk) as story:
        now = clock()
        forbidden = story.editions.all()
        if not story.embargo_indefinite and story.pubstatus == Article.Pubstatus.USABLE:
            forbidden = forbidden.filter(live_from__lt=story.embargo or now)
        return chain.cancel(story, forbidden, now)


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
    return f"{last.number if last else 0}:{contents.digest(contents.snapshot(chain.composed(article.pk)))}"


def refuse_unless_publishable(article: Article) -> None:
    """Raises Refused with the sentence that says what stands in the way."""
    _refuse_unless_usable(article)
    if article.embargo_indefinite:
        raise Refused("The story is embargoed until further notice. Take the embargo off first.")


def _refuse_unless_usable(article: Article) -> None:
    if article.pubstatus != Article.Pubstatus.USABLE:
        raise Refused(
            f"The story is marked {article.get_pubstatus_display().lower()}. Set its publishing status to usable first."
        )


def _refuse_after_expiry(edition: Edition) -> None:
    if edition.expires_at and edition.expires_at <= edition.live_from:
        raise Refused(
            f"The story would begin at {said(edition.live_from)}, after its expiry at {said(edition.expires_at)}. "
            "Change one of the two."
        )


def _refuse_without_files(content: Content) -> None:
    names = {file["name"]: file["file_name"] for file in files.originals(content)}
    for picture in files.pictures(content):
        names |= {made["name"]: picture["file"]["file_name"] for made in picture["renditions"]}
    gone = sorted({shown for name, shown in names.items() if not default_storage.exists(name)})
    if gone:
        raise Refused(f"The files of that edition are gone: {', '.join(gone)}. Publish the working copy instead.")


def _merge_into_working_copy(
    article: Article, live: Content, patch: Mapping[str, str], by: AbstractBaseUser | None
) -> dict[str, str]:
    """Returns the corrected words that clash with the working copy's."""
    mine = merge.words(contents.snapshot(article))
    merged, conflicts = merge.texts(merge.words(live), mine, patch)
    texts = {name: text for name, text in merged.items() if name in contents.TEXTS}
    Article.objects.filter(pk=article.pk).update(**texts)
    for name, text in merged.items():
        if name not in texts:
            _, photo, word = name.split(":")
            ArticlePhoto.objects.filter(article=article, photo=photo).update(**{word: text})
    if merged:
        revising.keep(article, by)
    # Where a story has no words of its own the library's stand in, so that there they cannot be taken away.
    now = merge.words(contents.snapshot(chain.composed(article.pk)))
    return conflicts | {name: text for name, text in merged.items() if now[name] != text}


def _changed(article: Article, seen: str) -> str:
    if seen.partition(":")[2] == token_of(article).partition(":")[2]:
        return "This story was published, scheduled or withdrawn meanwhile. Look at it again, then publish."
    who = str(article.saved_by) if article.saved_by else "Someone"
    return f"{who} saved this story while you were publishing it. Look at it again, then publish."
