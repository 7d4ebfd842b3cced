"""Correcting what is live, while the working copy goes its own way."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles import html, merge, publishing
from articles.desk import numbers
from articles.desk.acting import PUBLISH, about, done, story, to
from articles.desk.editions import PHOTO_WORDS, label
from articles.desk.editor import BodyField
from articles.desk.model_admin import wrong
from articles.desk.publish_forms import NOTE
from articles.models import Article, Edition
from articles.publishing import Outcome, Refused

KINDS = [
    (kind.value, kind.label) for kind in (Edition.Kind.CORRECTION, Edition.Kind.CLARIFICATION, Edition.Kind.UPDATE)
]


class CorrectForm(forms.Form):
    """The words of the live edition; those of its photographs are fields by the names of merge.words."""

    headline = forms.CharField(max_length=255)
    search_headline = forms.CharField(max_length=120, required=False, label="Headline for search")
    summary = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    dateline = forms.CharField(max_length=255, required=False)
    byline = forms.CharField(max_length=255, required=False)
    body = BodyField(label="Text")
    kind = forms.ChoiceField(choices=KINDS, label="What this edition is")
    note = forms.CharField(
        required=False, label="Note to readers", widget=forms.Textarea(attrs={"rows": 3}), help_text=NOTE
    )
    reissue = forms.BooleanField(required=False, initial=True)
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, live: Edition, pending: Edition | None, data=None):
        self.words = merge.words(live.content)
        super().__init__(data, initial={**self.words, "kind": Edition.Kind.CORRECTION, "number": live.number})
        for photo in live.content["photos"]:
            for word, name in PHOTO_WORDS.items():
                field = forms.CharField(required=False, label=name, widget=forms.Textarea(attrs={"rows": 2}))
                if word == "credit":
                    field = forms.CharField(required=False, label=name, max_length=255)
                self.fields[f"photo:{photo['photo']}:{word}"] = field
        if pending:
            when = publishing.said(pending.live_from)
            self.fields["reissue"].label = f"The version scheduled for {when} keeps the correction"
        else:
            del self.fields["reissue"]

    def clean_body(self):
        return html.clean(self.cleaned_data["body"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") == Edition.Kind.CORRECTION and not cleaned.get("note"):
            self.add_error("note", "Say to readers what was wrong and what is right.")
        if not self.errors and not self.patch():
            raise forms.ValidationError("Nothing differs from what readers see. Change a word first.")
        return cleaned

    def patch(self) -> dict[str, str]:
        """The words that the editor changed; how a browser ends its lines is no change."""
        typed = {name: _even(self.cleaned_data[name]) for name in self.words if name in self.cleaned_data}
        return {name: text for name, text in typed.items() if text != _even(self.words[name])}


def page(request: HttpRequest, pk: int) -> HttpResponse:
    article, now = story(request, pk, PUBLISH), timezone.now()
    live, pending = article.editions.live(now).first(), publishing.pending(article, now)
    if live is None:
        messages.error(request, "Nothing of this story is live, so there is nothing to correct. Publish it instead.")
        return to("publish", pk)
    if request.method != "POST":
        return _page(request, article, live, pending, CorrectForm(live, pending))
    seen = article.editions.filter(number=_number(request), gone="").first() or live
    form = CorrectForm(seen, pending, request.POST)
    if not form.is_valid():
        return _page(request, article, seen, pending, form)
    try:
        outcome = _correct(request, article, form)
    except Refused as refusal:
        return _page(request, article, live, pending, _onto(live, pending, form, str(refusal)))
    if form.cleaned_data.get("reissue"):
        _stays_scheduled(request, outcome, form.patch())
    done(request, article, outcome, f"Corrected what is live: {about(outcome.edition)}.")
    return _next(request, article, outcome)


def _correct(request: HttpRequest, article: Article, form: CorrectForm) -> Outcome:
    data = form.cleaned_data
    return publishing.correct(
        article,
        form.patch(),
        by=request.user,
        number=data["number"],
        kind=data["kind"],
        note=data["note"],
        reissue=data.get("reissue", False),
    )


def _stays_scheduled(request: HttpRequest, outcome: Outcome, patch: dict[str, str]) -> None:
    """What was cancelled has been scheduled again, with as much of the correction as has no words of its own there."""
    taken = ", and has the correction" if len(outcome.kept) < len(patch) else ""
    for edition in outcome.cancelled:
        messages.success(request, f"The edition scheduled for {publishing.said(edition.live_from)} stays{taken}.")
    outcome.cancelled = []


def _next(request: HttpRequest, article: Article, outcome: Outcome) -> HttpResponse:
    edition = outcome.edition
    if outcome.kept:
        fields = ", ".join(label(edition, name) for name in outcome.kept)
        messages.warning(request, f"The scheduled version has words of its own and keeps them: {fields}.")
    if not outcome.conflicts:
        return to("change", article.pk)
    messages.warning(
        request,
        "The working copy has other words where you corrected, and keeps them until you change it. "
        "Both are shown below.",
    )
    page_of_edition = reverse("admin:articles_article_edition", args=[article.pk, edition.number])
    return HttpResponseRedirect(f"{page_of_edition}?unmerged")


def _onto(live: Edition, pending: Edition | None, form: CorrectForm, refusal: str) -> CorrectForm:
    """The form again, filled from what is live now, with what the editor has changed in it."""
    data = {**merge.words(live.content), **form.patch(), "number": live.number}
    data |= {name: form.cleaned_data[name] for name in ("kind", "note", "reissue") if name in form.cleaned_data}
    again = CorrectForm(live, pending, data)
    again.full_clean()
    again.add_error(None, refusal)
    return again


def _page(
    request: HttpRequest, article: Article, live: Edition, pending: Edition | None, form: CorrectForm
) -> HttpResponse:
    photos = [
        {**photo, "fields": [form[f"photo:{photo['photo']}:{word}"] for word in PHOTO_WORDS]}
        for photo in live.content["photos"]
    ]
    context = {
        **admin.site.each_context(request),
        "title": "Correct what is live",
        "article": article,
        "live": live,
        "pending": pending,
        "form": form,
        "wrong": wrong(form),
        "photos": photos,
        "media": form.media.with_nonce(str(request.csp_nonce)),
    }
    return render(request, "desk/correct.html", context)


def _number(request: HttpRequest) -> int:
    return numbers.of(request.POST.get("number", "")) or 0


def _even(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
