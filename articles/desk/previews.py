"""The readers' own page with files of the desk: of the working copy, and of an edition as it was."""

from csp.constants import SELF
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from articles import publishing
from articles.desk.acting import VIEW, story
from articles.models import Edition
from articles.public import render as public_render
from articles.public.furniture import Furniture

POLICY = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [SELF]}


@require_safe
@xframe_options_sameorigin
@csp(POLICY)
def working_copy(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, publishing.compose(story(request, pk, VIEW)))


@require_safe
@xframe_options_sameorigin
@csp(POLICY)
def edition(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = get_object_or_404(Edition, article=story(request, pk, VIEW), number=number)
    if found.gone:
        raise Http404  # a notice of withdrawal has no text; its words stand beside the frame
    return _page(request, found)


def _page(request: HttpRequest, shown: Edition) -> HttpResponse:
    frame = Furniture()
    here = frame.sections[shown.section_id]
    context = {
        "title": shown.content["headline"],
        "frame": frame,
        "here": here,
        "trail": here.lineage(),
        "story": public_render.story(
            shown,
            public_render.live_links(timezone.now()),
            media=lambda original, name: reverse("admin:articles_file", args=[name]),
            file=lambda original, name: reverse("admin:articles_file", args=[original]),
        ),
    }
    with timezone.override(timezone.get_default_timezone()):  # readers are shown the site's days
        response = render(request, "story.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
