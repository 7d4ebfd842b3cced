"""What the acts of publishing have in common: who may, on which story, and what is said and kept of it."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles import content as contents
from articles.models import Article, Edition
from articles.publishing import Outcome, said

VIEW, PUBLISH, WITHDRAW = "articles.view_article", "articles.publish_article", "articles.withdraw_article"


def story(request: HttpRequest, pk: int, *permissions: str) -> Article:
    """The story, for who has one of the permissions."""
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied
    found = contents.related_rows(Article.objects).select_related("section__parent__parent__parent")
    return get_object_or_404(found, pk=pk)


def done(request: HttpRequest, article: Article, outcome: Outcome, words: str) -> None:
    """Tell the editor, and the history of the story, what was done."""
    edition = outcome.edition
    if edition and not edition.gone and edition.live_from <= timezone.now():
        messages.success(request, format_html('The story is live. <a href="/{}/">Read it</a>', edition.path))
    elif edition and not edition.gone:
        messages.success(request, f"The story will go live on {said(edition.live_from)}.")
    for cancelled in outcome.cancelled:
        messages.warning(request, f"The edition scheduled for {said(cancelled.live_from)} was cancelled.")
    log(request, article, words)


def log(request: HttpRequest, article: Article, words: str) -> None:
    LogEntry.objects.log_actions(request.user.pk, [article], CHANGE, words, single_object=True)


def about(edition: Edition) -> str:
    return f"edition {edition.number} ({edition.get_kind_display()}), live from {said(edition.live_from)}"


def to(page: str, *args) -> HttpResponseRedirect:
    """To a page of the story: "change", "publish"."""
    return HttpResponseRedirect(reverse(f"admin:articles_article_{page}", args=args))
