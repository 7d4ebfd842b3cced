"""The moment that a public page shows: now or, for the desk's people, any other (`?as_of=2018-03-24T14:05`).

A view is called with its moment, and knows nothing of the rest. What it answers for another moment is the page of
that moment, byte for byte, but for a banner and for `as_of` in its own addresses.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import quote

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Edition, Front
from articles.public.shown import not_found

RIGHT = "articles.view_edition"
View = Callable[..., HttpResponse]


def timed(view: View) -> View:
    """A public page: view(request, at, ...), asked for by GET or HEAD alone."""

    @wraps(view)
    def page(request: HttpRequest, **kwargs) -> HttpResponse:
        if "as_of" in request.GET:
            return _as_of(view, request, kwargs)
        return view(request, timezone.now(), **kwargs)

    return require_safe(gzip_page(conditional_page(page)))


def asked_for(request: HttpRequest) -> datetime | None:
    """The moment in the address, if the request may have it. Raises PermissionDenied and ValueError."""
    if "as_of" not in request.GET:
        return None
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    text = request.GET["as_of"]
    at = parse_datetime(text) or ((day := parse_date(text)) and datetime(day.year, day.month, day.day))
    if at is None or not 1900 < at.year < 2900:
        raise ValueError(text)
    return at if timezone.is_aware(at) else timezone.make_aware(at, timezone.get_default_timezone())


def _as_of(view: View, request: HttpRequest, kwargs: dict) -> HttpResponse:
    if not request.user.is_authenticated:
        return _never_kept(redirect_to_login(request.get_full_path()))
    try:
        at = asked_for(request)
    except ValueError:
        return _never_kept(HttpResponseBadRequest("as_of is a moment, such as 2018-03-24T14:05 or 2018-03-24.\n"))
    try:
        response = view(request, at, **kwargs)
    except Http404 as error:
        response = not_found(request, error)
    if "Location" in response.headers:
        response["Location"] = f"{response['Location']}?as_of={_said(at)}"
    elif response["Content-Type"].startswith("text/html"):
        html = _leading_to(response.text, f"as_of={_said(at)}")
        response.content = html.replace("<body>", f"<body>{_banner(request, at, kwargs.get('path', ''))}", 1)
    return _never_kept(response)


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _said(at: datetime) -> str:
    return quote(timezone.localtime(at, timezone.get_default_timezone()).isoformat(), safe=":")


def _leading_to(html: str, query: str) -> str:
    """The page with the moment in all addresses of the site, but for those of the desk and of the static files."""

    def address(match: re.Match) -> str:
        path, _, fragment = match[0].partition("#")
        return f"{path}{'&amp;' if '?' in path else '?'}{query}{'#' * bool(fragment)}{fragment}"

    own = r"(?<=[\" ])/(?!/|static/|admin/)[^\"\s]*"
    attribute = r'(?<= )(?:href|src|data-src|srcset)="(?:/|\?)[^"]*"'
    return re.sub(attribute, lambda found: re.sub(rf"{own}|(?<=\")\?[^\"]*", address, found[0]), html)


def _banner(request: HttpRequest, at: datetime, path: str) -> str:
    before, after = _changes(path.strip("/"), at)
    context = {
        "at": at,
        "address": request.path,
        "before": before and _said(before),
        "after": after and _said(after),
    }
    return render_to_string("_as_of.html", context)


def _changes(path: str, at: datetime) -> tuple[datetime | None, datetime | None]:
    """The nearest moments at which the page differs: of a story, its editions; else of all that readers see."""
    editions = Edition.objects.filter(cancelled_at=None)
    been_here = editions.filter(path=path).values("article")
    of_story = editions.filter(article__in=been_here)
    story = bool(re.search(r"/\d{4}/\d\d/\d\d/", path))
    sources = [(of_story if story else editions, name) for name in ("live_from", "live_until")]
    if not story:
        sources.append((Front.objects.filter(cancelled_at=None), "live_from"))
    earlier, later = [], []
    for rows, name in sources:
        moments = rows.values_list(name, flat=True)
        earlier += moments.filter(**{f"{name}__lt": at}).order_by(f"-{name}")[:1]
        later += moments.filter(**{f"{name}__gt": at, f"{name}__lt": timezone.now()}).order_by(name)[:1]
    return max(earlier, default=None), min(later, default=None)
