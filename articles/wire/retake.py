"""A new version of a story that is at the desk: merged into the working copy. What readers have is not touched."""

import hashlib

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from articles import merge, revising
from articles.content import canonical
from articles.models import Article, WireItem
from articles.wire import fields
from articles.wire.item import from_json

CHANGED = "The working copy has changed here since. Put the agency's words in by hand, then keep the desk's."


def again(row: WireItem, *, by: AbstractBaseUser | None) -> list[str]:
    """Bring in what the agency changed since the version last taken, and leave what the desk has changed.

    Returns the fields that are others now. Where both changed the same words the desk's stay, and the row keeps both
    sides until an editor settles it. Raises ValidationError.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=row.article_id)
        versions = article.wire_items.filter(guid=row.guid, state=WireItem.State.TAKEN)
        taken = versions.order_by("-pk").first()
        base, theirs = (fields.texts(from_json(one.parsed)) if one else {} for one in (taken, row))
        mine = {name: getattr(article, name) for name in theirs}
        merged, conflicts = merge.merged(base, mine, theirs)
        if taken:  # what nobody has settled as yet waits on, unless this version says it anew
            told = {(one.name, one.mine or one.base) for one in conflicts}
            waiting = [merge.Conflict(**one) for one in taken.conflicts]
            conflicts += [one for one in waiting if (one.name, one.mine or one.base) not in told]
            WireItem.objects.filter(pk=taken.pk).update(conflicts=[])
        article.source_version = row.version
        _save(article, merged, by)
        row.state, row.conflicts = WireItem.State.TAKEN, [one._asdict() for one in conflicts]
        row.save(update_fields=["state", "conflicts"])
    return [name for name, text in merged.items() if text != mine[name]]


def token(conflict: dict) -> str:
    """Which conflict that is, for a form that may be sent twice, or late."""
    return hashlib.sha256(canonical(conflict)).hexdigest()[:16]


def settle(row: WireItem, wanted: str, *, keep: str, by: AbstractBaseUser | None) -> None:
    """Decide the conflict of that token: the desk's words stay ("mine"), or the agency's come ("theirs", "both").

    In their place, or, for paragraphs, behind them. Raises ValidationError.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=row.article_id)
        row = WireItem.objects.select_for_update().get(pk=row.pk)
        found = next((one for one in row.conflicts if token(one) == wanted), None)
        if not found:
            raise ValidationError("Somebody has settled this already.")
        row.conflicts.remove(found)
        conflict = merge.Conflict(**found)
        if keep == "both" and goes_with_both(found):
            conflict = conflict._replace(theirs=f"{conflict.mine}\n{conflict.theirs}")
        if keep != "mine":
            text = merge.settled(getattr(article, conflict.name), conflict)
            if text is None:
                raise ValidationError(CHANGED)
            _save(article, {conflict.name: text}, by)
        row.save(update_fields=["conflicts"])


def goes_with_both(conflict: dict) -> bool:
    """Paragraphs can stand behind each other; headlines cannot."""
    return bool(conflict["name"] == "body" and conflict["mine"] and conflict["theirs"])


def _save(article: Article, texts: dict[str, str], by: AbstractBaseUser | None) -> None:
    for name, text in texts.items():
        setattr(article, name, text)
    article.full_clean(exclude=["slug"])
    article.save()
    revising.keep(article, by)
