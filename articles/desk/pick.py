"""What the picker shows: rows of the library, of the stories and of the topics, the newest first."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import content as contents
from articles.desk import numbers, states
from articles.desk.files import smallest
from articles.models import Article, Document, Photo, Topic

SIZE = 24
# kind: (model, the fields that a search looks into)
KINDS = {
    "photo": (Photo, ["headline", "caption", "file_name", "credit_line"]),
    "document": (Document, ["title", "file_name"]),
    "story": (Article, ["headline", "slugline"]),
    "topic": (Topic, ["name"]),
}


@require_safe
def pick(request: HttpRequest, kind: str) -> HttpResponse:
    """A part of the list as HTML: what has the words of `q`, older than `before`, without `not`; or `id` alone."""
    if kind not in KINDS:
        raise Http404
    model, fields = KINDS[kind]
    if not request.user.has_perm(f"articles.view_{model._meta.model_name}"):
        raise PermissionDenied
    rows = _rows(kind, model)
    for name, narrowed in (("before", "pk__lt"), ("id", "pk")):
        if name in request.GET:
            rows = rows.filter(**{narrowed: _number(request.GET[name])})
    if request.GET.get("not"):
        rows = rows.exclude(pk=_number(request.GET["not"]))
    query = request.GET.get("q", "").replace("\x00", "")
    for word in query.split()[:8]:
        rows = rows.filter(Q.create([(f"{field}__icontains", word) for field in fields], connector=Q.OR))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    context = {
        "kind": kind,
        "picks": _shown(kind, found[:SIZE], timezone.now()),
        "query": query,
        "more": found[SIZE - 1].pk if len(found) > SIZE else None,
    }
    html = render_to_string("desk/_picks.html", context)
    return HttpResponse(html, headers={"Cache-Control": "no-store"})


def _rows(kind: str, model) -> QuerySet:
    if kind == "photo":
        return model.objects.select_related("source")
    if kind == "document":
        return model.objects.defer("text")
    return contents.related_rows(model.objects.all()) if kind == "story" else model.objects.all()


def _shown(kind: str, rows: list, now: datetime) -> list[dict]:
    if kind in ("photo", "document"):
        return [{"row": row, "label": str(row), "small": smallest(row)} for row in rows]
    if kind == "story":
        found = states.of(rows, now)
        return [{"row": row, "label": row.headline, "states": found[row.pk]} for row in rows]
    return [{"row": row, "label": row.name} for row in rows]


def _number(text: str) -> int:
    found = numbers.of(text)
    if found is None:
        raise Http404
    return found


def urls(guarded) -> list[URLPattern]:
    return [path("pick/<str:kind>/", guarded(pick), name="articles_pick")]
