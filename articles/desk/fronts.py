"""The page on which an editor chooses what leads the home page and the sections."""

from urllib.parse import urlsplit

from csp.constants import SELF
from csp.decorators import csp
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from articles import content as contents
from articles import fronts
from articles.desk import numbers, states
from articles.desk.publish_forms import MomentField
from articles.models import Article, Edition, Front, Section
from articles.public import lists, pages
from articles.public.furniture import Furniture
from articles.publishing import said

VIEW, LEAD = "articles.view_front", "articles.add_front"
POLICY = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [SELF]}
MANY = 10  # of the history
MOST = 30  # stories that lead one page


class FrontForm(forms.Form):
    """`stories` are numbers in their order. `seen` is the last front of the page that the editor has seen."""

    stories = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput(attrs={"data-front": ""}))
    more = forms.CharField(
        required=False,
        max_length=4000,
        label="Add by address",
        help_text="Addresses of stories as readers have them, one on a line.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    at = MomentField(
        required=False,
        label="Leads from",
        help_text="Empty: at once.",
        error_messages={"past": "That moment is past. Leave it empty to change the page at once."},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, place: str, *args, **kwargs):
        self.place = place
        super().__init__(*args, **kwargs)

    def clean_stories(self) -> list[int]:
        return listed(self.cleaned_data["stories"])

    def clean_more(self) -> list[int]:
        found = []
        for line in self.cleaned_data["more"].split():
            path = urlsplit(line).path.strip("/")
            edition = Edition.objects.at_path(path, timezone.now()).filter(gone="").first()
            if not edition:
                raise forms.ValidationError(f"No live story is at {line}. Copy the address from the story's page.")
            found.append(edition.article_id)
        return found

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        # Without a script, the boxes of each story say where it goes; an empty one takes it out.
        chosen = list(dict.fromkeys([*self._numbered(cleaned["stories"]), *cleaned["more"]]))
        cleaned["stories"] = [] if "latest" in self.data else chosen
        if not cleaned["stories"] and "latest" not in self.data:
            raise forms.ValidationError("Choose a story to lead the page, or let the latest lead it.")
        if len(cleaned["stories"]) > MOST:
            raise forms.ValidationError(f"No more than {MOST} stories can lead a page. Take some out.")
        if Article.objects.filter(pk__in=cleaned["stories"]).count() < len(cleaned["stories"]):
            raise forms.ValidationError("A story that you chose has been deleted. Take it out.")
        if cleaned["seen"] != last_of(self.place):
            self.data = {**self.data.dict(), "seen": last_of(self.place) or ""}
            raise forms.ValidationError(
                "Someone changed what leads this page meanwhile: look at the history below. Send again to replace it."
            )
        return cleaned

    def _numbered(self, stories: list[int]) -> list[int]:
        boxes = {pk: self.data.get(f"order-{pk}") for pk in stories}
        kept = [pk for pk in stories if boxes[pk] != ""]
        places = {pk: numbers.of(boxes[pk] or "") for pk in kept}
        return sorted(kept, key=lambda pk: len(stories) if places[pk] is None else places[pk])


def page(request: HttpRequest) -> HttpResponse:
    """What leads one page (`?place=`): now, next, and before; and the form that changes it."""
    if not (request.user.has_perm(VIEW) or request.user.has_perm(LEAD)):
        raise PermissionDenied
    place = request.GET.get("place", "home")
    sections = {f"section:{section.pk}": section for section in Section.objects.select_related("parent__parent")}
    if place != "home" and place not in sections:
        raise Http404
    now = timezone.now()
    if request.method == "POST":
        if not request.user.has_perm(LEAD):
            raise PermissionDenied
        form = FrontForm(place, request.POST)
        if form.is_valid():
            return _led(request, place, form.cleaned_data)
    else:
        chosen = _again(request, place) or Front.objects.leading(place, now)
        stories = chosen.stories if chosen and chosen.stories else _latest(place, now)
        form = FrontForm(place, initial={"stories": ",".join(map(str, stories)), "seen": last_of(place)})
    chosen = listed(form["stories"].value() or "")
    fronts_of = Front.objects.filter(place=place).select_related("created_by")
    waiting = fronts_of.filter(cancelled_at=None, live_from__gt=now).order_by("live_from")
    earlier = fronts_of.exclude(pk__in=waiting).order_by("-pk")
    if before := numbers.of(request.GET.get("before", "")):
        earlier = earlier.filter(pk__lt=before)
    history = [*waiting, *earlier[: MANY + 1]]
    leading = Front.objects.leading(place, now)
    context = {
        **admin.site.each_context(request),
        "title": "Fronts",
        "place": place,
        "places": [("home", "Home"), *((name, str(section)) for name, section in sections.items())],
        "form": form,
        "rows": _rows(chosen),
        "history": history[: len(waiting) + MANY],
        "further": history[-2].pk if len(history) > len(waiting) + MANY else None,
        "leading": leading,
        "chosen": bool(leading and leading.stories),
        "now": now,
        "may_lead": request.user.has_perm(LEAD),
        "address": "/" if place == "home" else f"/{sections[place].path}/",
        "preview": f"{reverse('admin:articles_front_preview')}?place={place}&stories={','.join(map(str, chosen))}",
    }
    return render(request, "desk/fronts.html", context)


@require_safe
@xframe_options_sameorigin
@csp(POLICY)
def preview(request: HttpRequest) -> HttpResponse:
    """The public page with these stories leading it, those of them that readers have."""
    if not (request.user.has_perm(VIEW) or request.user.has_perm(LEAD)):
        raise PermissionDenied
    now, place = timezone.now(), request.GET.get("place", "home")
    front = Front(place=place, stories=listed(request.GET.get("stories", "")))
    with timezone.override(timezone.get_default_timezone()):
        if place == "home":
            response = pages.home_page(now, front)
        else:
            frame = Furniture()
            here = next((one for one in frame.sections.values() if f"section:{one.pk}" == place), None)
            if not here:
                raise Http404
            response = pages.section_page(here, frame, now, front, lists.page(place, now))
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(LEAD):
        raise PermissionDenied
    front = get_object_or_404(Front, pk=pk)
    if fronts.cancel(front):
        messages.success(request, f"Cancelled what was to lead the page from {said(front.live_from)}.")
    else:
        messages.error(request, "That front has begun, or was cancelled before. Make a new one to change the page.")
    return _back(front.place)


def listed(text: str) -> list[int]:
    """Numbers of stories, each once, from "3,5,1"; what is no number is left out."""
    found = (numbers.of(part.strip()) for part in text.split(","))
    return list(dict.fromkeys(number for number in found if number is not None))


def last_of(place: str) -> int | None:
    return Front.objects.filter(place=place).aggregate(last=Max("pk"))["last"]


def _led(request: HttpRequest, place: str, wish: dict) -> HttpResponse:
    front = fronts.lead(place, wish["stories"], by=request.user, at=wish["at"])
    who = "These stories" if front.stories else "The latest stories"
    if front.live_from > timezone.now():
        messages.success(request, f"{who} will lead the page from {said(front.live_from)}.")
    else:
        messages.success(request, f"{who} lead the page now.")
    return _back(place)


def _back(place: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:articles_front_changelist')}?place={place}")


def _again(request: HttpRequest, place: str) -> Front | None:
    """An earlier front, to be taken as a start."""
    wanted = listed(request.GET.get("again", ""))
    return Front.objects.filter(place=place, pk__in=wanted).first()


def _latest(place: str, now) -> list[int]:
    return [row.article_id for row in lists.live(place, now)[: pages.LEADING]]


def _rows(chosen: list[int]) -> list[Article]:
    """The stories in their order, each with its states."""
    found = contents.related_rows(Article.objects).in_bulk(chosen)
    rows = [found[pk] for pk in chosen if pk in found]
    told = states.of(rows, timezone.now())
    for row in rows:
        row.states = told[row.pk]
    return rows
