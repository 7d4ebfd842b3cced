"""Incoming: what the agencies have sent, each story once, with one click to the desk."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from articles import diff, html
from articles.desk.model_admin import DeskAdmin
from articles.models import Section, WireFeed, WireItem
from articles.wire import item as wire_item
from articles.wire import take as wire_take

VIEW, CHANGE, TAKE = "articles.view_wireitem", "articles.change_wireitem", "articles.add_article"
WORDS = {"headline": "Headline", "byline": "Byline", "abstract": "Summary", "embargoed": "Embargo"}


class WithDesk(admin.SimpleListFilter):
    """What nobody has decided on, unless something else is asked for."""

    title, parameter_name = "at the desk", "state"

    def lookups(self, request, model_admin):
        return [("taken", "Taken"), ("spiked", "Spiked"), ("urgent", "Needs a look"), ("all", "All")]

    def choices(self, changelist):
        chosen = self.value()
        yield {
            "selected": chosen is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "Incoming",
        }
        for value, words in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": words,
            }

    def queryset(self, request, queryset):
        if self.value() == "urgent":
            return queryset.filter(urgent=True)
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() or WireItem.State.NEW)


class TakeForm(forms.Form):
    section = forms.ModelChoiceField(Section.objects.select_related("parent__parent__parent"), label="Take into")


@admin.register(WireItem)
class IncomingAdmin(DeskAdmin):
    list_display = ["story", "marks", "source", "version", "urgency", "received"]
    list_filter = [WithDesk, "source", "outcome", "urgency", "type"]
    list_select_related = ["source", "article"]
    search_fields = ["headline", "slugline"]
    search_help_text = "Words of the headline or the slugline"
    sortable_by = []
    actions = None

    def get_queryset(self, request):
        return super().get_queryset(request).filter(current=True).defer("parsed")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("<int:pk>/take/", guarded(take), name="articles_wireitem_take"),
            path("<int:pk>/again/", guarded(take_again), name="articles_wireitem_again"),
            path("<int:pk>/act/<str:act>/", guarded(act), name="articles_wireitem_act"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return page(request, int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0)

    @admin.display(description="Story")
    def story(self, row):
        return str(row)

    @admin.display(description="State")
    def marks(self, row):
        return format_html_join(" ", '<span class="state {}">{}</span>', marks_of(row))

    @admin.display(description="Received")
    def received(self, row):
        return row.received_at


@admin.register(WireFeed)
class FeedAdmin(DeskAdmin):
    list_display = ["address", "source", "paused", "asked_at", "heard_at", "failures", "said"]
    list_filter = ["source", "paused"]
    readonly_fields = ["asked_at", "heard_at", "failures", "said"]


def marks_of(row: WireItem) -> list[tuple[str, str]]:
    """Small coloured words: class and word."""
    marks = []
    if row.pubstatus == "canceled":
        marks.append(("withdrawn", "Killed"))
    elif row.outcome in (WireItem.Outcome.HELD, WireItem.Outcome.REJECTED):
        marks.append(("embargoed", row.get_outcome_display()))
    elif row.outcome == WireItem.Outcome.UPDATED:
        marks.append(("changed", "New version"))
    if row.embargoed and row.pubstatus != "canceled":
        marks.append(("embargoed", "Embargoed"))
    if row.state != WireItem.State.NEW:
        marks.append(("live" if row.state == WireItem.State.TAKEN else "draft", row.get_state_display()))
    return marks or [("draft", "New")]


def page(request: HttpRequest, pk: int, form: TakeForm | None = None) -> HttpResponse:
    """What came, as a reader of the desk sees it, and what may be done with it."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    row = get_object_or_404(WireItem.objects.select_related("source", "article"), pk=pk)
    versions = WireItem.objects.filter(source=row.source, guid=row.guid).exclude(guid="").order_by("-pk")
    before = next((other for other in versions if other.pk < row.pk), None)
    parsed = row.parsed
    context = {
        **admin.site.each_context(request),
        "title": str(row),
        "row": row,
        "item": parsed,
        "body": mark_safe(html.clean(parsed.get("body_html") or "")),  # the sanitizer's output
        "marks": marks_of(row),
        "versions": versions.defer("parsed")[:20],
        "before": before,
        "changes": list(diff.body(_body(before), _body(row))) if before else [],
        "form": form or TakeForm(),
        "may_take": request.user.has_perm(TAKE) and not row.article and _may_be_taken(row),
        "may_take_again": request.user.has_perm("articles.change_article") and _may_be_taken_again(row),
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "desk/incoming.html", context)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """A working copy in the section that was chosen."""
    if not request.user.has_perm(TAKE) or not request.user.has_perm(VIEW):
        raise PermissionDenied
    row = get_object_or_404(WireItem.objects.select_related("source", "article"), pk=pk)
    form = TakeForm(request.POST)
    if row.article or not _may_be_taken(row):
        messages.error(request, "This story cannot be taken: it is at the desk already, was killed, or has no text.")
        return _back(pk)
    if not form.is_valid():
        return page(request, pk, form)
    section = form.cleaned_data["section"]
    try:
        with default_storage.open(row.raw) as raw:
            files = wire_take.files_of(raw.read())
        article, notes = wire_take.take(row, wire_item.from_json(row.parsed), files, by=request.user, section=section)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(pk)
    for note in notes:
        messages.warning(request, note)
    messages.success(request, f"“{article}” is a working copy in {section} now.")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


@require_POST
def take_again(request: HttpRequest, pk: int) -> HttpResponse:
    """What the new version changed, into the working copy that is here."""
    if not request.user.has_perm("articles.change_article") or not request.user.has_perm(VIEW):
        raise PermissionDenied
    row = get_object_or_404(WireItem.objects.select_related("source", "article"), pk=pk)
    if not _may_be_taken_again(row):
        messages.error(request, "There is nothing new in this version for the desk.")
        return _back(pk)
    try:
        conflicts = wire_take.again(row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(pk)
    for name, text in conflicts.items():
        label = diff.TEXTS.get(name, "Text")
        messages.warning(
            request, f"{label}: both sides changed it, and the desk's stays. The agency has: {strip_tags(text)[:500]}"
        )
    messages.success(request, "The working copy has the new version. What readers have has not changed.")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[row.article_id]))


@require_POST
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Spike what nobody needs, bring it back, or say that a task has been looked at."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    row = get_object_or_404(WireItem, pk=pk)
    changes = {"spike": {"state": "spiked"}, "unspike": {"state": "new"}, "seen": {"urgent": False}}
    if act not in changes or (act != "seen" and row.state == WireItem.State.TAKEN):
        messages.error(request, "That cannot be done with this item.")
    else:
        WireItem.objects.filter(pk=pk).update(**changes[act])
        messages.success(request, {"spike": "Spiked.", "unspike": "Back in Incoming.", "seen": "Seen."}[act])
    return _back(pk)


def _may_be_taken(row: WireItem) -> bool:
    has_text = row.outcome != WireItem.Outcome.REJECTED and row.type in ("text", "composite")
    return has_text and row.pubstatus != "canceled"


def _may_be_taken_again(row: WireItem) -> bool:
    return bool(row.article_id) and row.current and row.state == WireItem.State.NEW and _may_be_taken(row)


def _body(row: WireItem) -> str:
    return row.parsed.get("body_html") or ""


def _back(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_wireitem_change", args=[pk]))
