"""The Publish page, its preview, and the acts that it leads to."""

from datetime import timedelta

from csp.constants import SELF
from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from articles import checklist, publishing
from articles import content as contents
from articles.desk import states
from articles.models import Article, Edition
from articles.models.edition import FOREVER
from articles.public import render as public_render
from articles.public.sections import Sections

KINDS = [choice for choice in Edition.Kind.choices if choice[0] not in (Edition.Kind.FIRST, Edition.Kind.WITHDRAWAL)]
PREVIEW_POLICY = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [SELF]}


PUBLISH, WITHDRAW = "articles.publish_article", "articles.withdraw_article"


class PublishForm(forms.Form):
    at = forms.DateTimeField(
        required=False,
        label="Go-live",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: at once.",
    )
    kind = forms.ChoiceField(choices=KINDS, label="What this edition is", required=False)
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Note to readers",
        help_text="Printed on the page. A correction says what was wrong and what is right.",
    )
    token = forms.CharField(widget=forms.HiddenInput)

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at and at >= FOREVER:
            raise forms.ValidationError(f"Choose a moment before the year {FOREVER.year}.")
        if at and at < timezone.now() - timedelta(minutes=1):
            raise forms.ValidationError("That moment is past. Leave it empty to publish at once.")
        return at

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in (Edition.Kind.CORRECTION, Edition.Kind.RETRACTION) and not cleaned.get("note"):
            self.add_error("note", "Say to readers what was wrong and what is right.")
        return cleaned


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), help_text="For the desk's own record. Readers do not see it."
    )
    gone = forms.ChoiceField(
        label="Readers find",
        choices=[
            (Edition.Gone.NOTICE, "a dated notice that the story was withdrawn"),
            (Edition.Gone.VANISH, "nothing, as if it had never been"),
        ],
        widget=forms.RadioSelect,
        initial=Edition.Gone.NOTICE,
    )
    note = forms.CharField(required=False, label="Words on the notice", widget=forms.Textarea(attrs={"rows": 2}))


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who may publish and for those who may withdraw; each finds the form for what they may do."""
    if request.method != "POST":
        return _page(request, _story(request, pk, PUBLISH, WITHDRAW))
    article = _story(request, pk, PUBLISH)
    form = _form(article, request.POST)
    if form.is_valid():
        try:
            return _published(request, article, form.cleaned_data)
        except publishing.Refused as refusal:
            form.add_error(None, str(refusal))
            article = _story(request, pk, PUBLISH)
    form.data = form.data.copy()
    form.data["token"] = publishing.token_of(article)
    return _page(request, article, form=form)


def _form(article: Article, data=None) -> PublishForm:
    form = PublishForm(data, initial={"kind": Edition.Kind.UPDATE, "token": publishing.token_of(article)})
    if not _begun(article):
        del form.fields["kind"]
    return form


def _page(
    request: HttpRequest, article: Article, form: PublishForm | None = None, withdrawal: WithdrawForm | None = None
) -> HttpResponse:
    points = checklist.of(article)
    standing = _standing(article)
    context = {
        **admin.site.each_context(request),
        "title": "Publish",
        "article": article,
        "form": form or _form(article),
        "withdraw": withdrawal or WithdrawForm(prefix="withdraw"),
        "may_publish": request.user.has_perm(PUBLISH),
        "may_withdraw": request.user.has_perm(WITHDRAW) and standing and standing.gone != Edition.Gone.VANISH,
        "points": points,
        "blocked": [point for point in points if point.blocks and not point.ok],
        "states": states.of([article], timezone.now())[article.pk],
        "pending": article.editions.filter(cancelled_at=None, live_from__gt=timezone.now()).last(),
        "begun": _begun(article),
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "desk/publish.html", context)


def _published(request: HttpRequest, article: Article, data: dict) -> HttpResponse:
    blocked = [point for point in checklist.of(article) if point.blocks and not point.ok]
    if blocked:
        raise publishing.Refused(" ".join(point.sentence for point in blocked))
    outcome = publishing.publish(
        article, by=request.user, token=data["token"], at=data["at"], kind=data.get("kind"), note=data["note"]
    )
    edition = outcome.edition
    live = edition.live_from <= timezone.now()
    when = timezone.localtime(edition.live_from)
    words = "The story is live." if live else f"The story will go live on {when:%B %-d, %Y at %H:%M %Z}."
    if live:
        words = format_html('{} <a href="/{}/">Read it</a>', words, edition.path)
    messages.success(request, words)
    _said_cancelled(request, outcome)
    _log(
        request,
        article,
        f"Published edition {edition.number} ({edition.get_kind_display()}), live from {when:%Y-%m-%d %H:%M %Z}.",
    )
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    article = _story(request, pk, WITHDRAW)
    form = WithdrawForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return _page(request, article, withdrawal=form)
    try:
        if not _standing(article):
            raise publishing.Refused("Readers have nothing of this story, so there is nothing to withdraw.")
        outcome = publishing.withdraw(article, by=request.user, **form.cleaned_data)
    except publishing.Refused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))
    messages.success(request, "The story is withdrawn. It returns only when someone publishes it again.")
    _said_cancelled(request, outcome)
    _log(request, article, f"Withdrew the story: {form.cleaned_data['reason']}")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    article = _story(request, pk, PUBLISH)
    try:
        _said_cancelled(request, publishing.cancel(article, by=request.user))
        _log(request, article, "Cancelled the schedule.")
    except publishing.Refused as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[pk]))


@require_safe
@xframe_options_sameorigin
@csp(PREVIEW_POLICY)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The working copy through the readers' own template: an edition that was never saved."""
    article = _story(request, pk, "articles.view_article")
    sections = Sections()
    here = sections[article.section_id]
    shown = public_render.story(
        publishing.compose(article),
        media=lambda original, name: reverse("admin:articles_file", args=[name]),
        file=lambda original, name: reverse("admin:articles_file", args=[original]),
    )
    context = {"title": article.headline, "sections": sections, "here": here, "trail": here.lineage(), "story": shown}
    response = render(request, "story.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _story(request: HttpRequest, pk: int, *permissions: str) -> Article:
    """The story, for who has one of the permissions."""
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied
    return get_object_or_404(contents.related_rows(Article.objects), pk=pk)


def _standing(article: Article) -> Edition | None:
    """The last edition that was not cancelled: what readers have, or will have."""
    return article.editions.filter(cancelled_at=None).last()


def _begun(article: Article) -> bool:
    return article.editions.filter(cancelled_at=None, live_from__lte=timezone.now()).exists()


def _said_cancelled(request: HttpRequest, outcome: publishing.Outcome) -> None:
    for edition in outcome.cancelled:
        when = timezone.localtime(edition.live_from)
        messages.warning(request, f"The edition scheduled for {when:%B %-d, %Y, %H:%M %Z} was cancelled.")


def _log(request: HttpRequest, article: Article, words: str) -> None:
    LogEntry.objects.log_actions(request.user.pk, [article], CHANGE, words, single_object=True)


def urls(guarded) -> list[URLPattern]:
    return [
        path("<int:pk>/publish/", guarded(page), name="articles_article_publish"),
        path("<int:pk>/preview/", guarded(preview), name="articles_article_preview"),
        path("<int:pk>/withdraw/", guarded(withdraw), name="articles_article_withdraw"),
        path("<int:pk>/cancel/", guarded(cancel), name="articles_article_cancel"),
    ]
