"""The acts that the Publish page leads to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import checklist, publishing
from articles.desk import publish_page
from articles.desk.acting import PUBLISH, WITHDRAW, about, done, log, story, to
from articles.desk.publish_forms import ExpiryForm, RetimeForm, WithdrawForm
from articles.models import Article
from articles.publishing import Outcome, Refused, said


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """For those who may publish and for those who may withdraw; each finds the form for what they may do."""
    if request.method != "POST":
        return publish_page.show(request, story(request, pk, PUBLISH, WITHDRAW))
    article = story(request, pk, PUBLISH)
    form = publish_page.publish_form(article, publish_page.has_begun(article, timezone.now()), request.POST)
    if form.is_valid():
        try:
            outcome = _publish(request, article, form)
            done(request, article, outcome, f"Published {about(outcome.edition)}.")
            return to("change", pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            article = story(request, pk, PUBLISH)
    form.data = form.data.copy()
    form.data["token"] = publishing.token_of(article)
    return publish_page.show(request, article, publish=form)


def _publish(request: HttpRequest, article: Article, form) -> Outcome:
    blocked = checklist.blocked(checklist.of(article, timezone.now()))
    if blocked:
        raise Refused(" ".join(point.sentence for point in blocked))
    data = form.cleaned_data
    return publishing.publish(
        article,
        by=request.user,
        token=data["token"],
        at=data["at"],
        expires=data["expires"] if "expires" in form.changed_data else publishing.KEEP,
        kind=data.get("kind"),
        note=data["note"],
    )


@require_POST
def retime(request: HttpRequest, pk: int) -> HttpResponse:
    article = story(request, pk, PUBLISH)
    form = RetimeForm(request.POST, prefix="retime")
    if not form.is_valid():
        return publish_page.show(request, article, retime=form)
    try:
        outcome = publishing.retime(article, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, pk, refusal)
    outcome.cancelled = []  # it is the same edition at another time
    done(request, article, outcome, f"Changed the schedule: {about(outcome.edition)}.")
    return to("publish", pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    article = story(request, pk, PUBLISH)
    try:
        outcome = publishing.cancel(article, by=request.user)
    except Refused as refusal:
        return _refused(request, pk, refusal)
    done(request, article, outcome, "Cancelled the schedule.")
    return to("publish", pk)


@require_POST
def expiry(request: HttpRequest, pk: int) -> HttpResponse:
    article = story(request, pk, PUBLISH)
    form = ExpiryForm(request.POST, prefix="expiry")
    if not form.is_valid():
        return publish_page.show(request, article, expiry=form)
    try:
        publishing.set_expiry(article, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        return _refused(request, pk, refusal)
    expires = form.cleaned_data["expires"]
    words = f"What is live expires on {said(expires)}." if expires else "What is live does not expire."
    messages.success(request, words)
    log(request, article, words)
    return to("publish", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    article = story(request, pk, WITHDRAW)
    form = WithdrawForm(request.POST, prefix="withdraw")
    if not form.is_valid():
        return publish_page.show(request, article, withdraw=form)
    try:
        outcome = _withdraw(request, article, form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return to("change", pk)
    messages.success(request, "The story is withdrawn. It returns only when someone publishes it again.")
    done(request, article, outcome, f"Withdrew the story: {form.cleaned_data['reason']}")
    return to("change", pk)


def _withdraw(request: HttpRequest, article: Article, data: dict) -> Outcome:
    if not article.editions.filter(cancelled_at=None).exists():
        raise Refused("Readers have nothing of this story, so there is nothing to withdraw.")
    return publishing.withdraw(article, by=request.user, **data)


def _refused(request: HttpRequest, pk: int, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return to("publish", pk)
