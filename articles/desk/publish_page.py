"""The Publish page: how the story looks, what it lacks, what has changed, and the forms of the acts."""

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles import checklist, diff, publishing
from articles import content as contents
from articles.desk import states
from articles.desk.acting import PUBLISH, WITHDRAW
from articles.desk.publish_forms import ExpiryForm, PublishForm, RetimeForm, WithdrawForm
from articles.models import Article, Edition


def show(request: HttpRequest, article: Article, **refused: forms.Form) -> HttpResponse:
    """`refused` holds a form that came back with errors, by its name among `_forms`."""
    now = timezone.now()
    chain = list(article.editions.select_related("created_by").defer("content", "keys", "notices").order_by("-number"))
    points = checklist.of(article, now)
    may_publish = request.user.has_perm(PUBLISH)
    context = {
        **admin.site.each_context(request),
        "title": "Publish",
        "article": article,
        "lacking": sorted((point for point in points if not point.ok), key=lambda point: not point.blocks),
        "in_order": [point for point in points if point.ok],
        "blocked": checklist.blocked(points),
        "states": states.of([article], now)[article.pk],
        "difference": _difference(article, now),
        "editions": chain,
        "begun": _begun(chain, now),
        "may_publish": may_publish,
        "may_withdraw": request.user.has_perm(WITHDRAW) and _can_be_withdrawn(chain),
        "opened": next(iter(refused), ""),
        **_acts(article, chain, now),
        **refused,
    }
    return render(request, "desk/publish.html", context)


def publish_form(article: Article, begun: bool, data=None) -> PublishForm:
    seen = {"kind": Edition.Kind.UPDATE, "expires": article.expires, "token": publishing.token_of(article)}
    form = PublishForm(data, initial=seen)
    form.fields["kind"].required = False  # a form that was shown before the first edition has none
    if not begun:
        del form.fields["kind"]
    return form


def has_begun(article: Article, now: datetime) -> bool:
    return _begun(article.editions.only("cancelled_at", "live_from"), now)


def _begun(editions: Iterable[Edition], now: datetime) -> bool:
    return any(not edition.cancelled and edition.live_from <= now for edition in editions)


def _acts(article: Article, chain: list[Edition], now: datetime) -> dict:
    standing = [edition for edition in chain if not edition.cancelled]
    last = standing[0] if standing else None
    pending = last if last and not last.gone and last.live_from > now else None
    live = next((edition for edition in standing if edition.live_from <= now < edition.live_until), None)
    live = None if live and live.gone else live
    bound = {"publish": publish_form(article, _begun(chain, now)), "withdraw": WithdrawForm(prefix="withdraw")}
    if pending:
        bound["retime"] = RetimeForm(prefix="retime", initial={"at": pending.live_from, "number": pending.number})
    if live:
        bound["expiry"] = ExpiryForm(prefix="expiry", initial={"expires": live.expires_at, "number": live.number})
    return {"pending": pending, "live": live, **bound}


def _difference(article: Article, now: datetime) -> diff.Difference | None:
    """From what readers have to the working copy; None where they have nothing."""
    live = Edition.objects.live(now).filter(article=article).first()
    return diff.of(live.content, contents.snapshot(article)) if live else None


def _can_be_withdrawn(chain: list[Edition]) -> bool:
    standing = next((edition for edition in chain if not edition.cancelled), None)
    return bool(standing) and standing.gone != Edition.Gone.VANISH
