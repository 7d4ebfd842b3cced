"""The moment that a public page shows: now or, for the desk's people, any other (`?as_of=2018-03-24T14:05`).

A view is called with its moment, and knows nothing of the rest. What it answers for another moment is the page of
that moment, byte for byte, but for a banner and for `as_of` in its own addresses.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Edition, Front, Listing
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
        return _never_kept(HttpResponseBadRequest(_("as_of is a moment, such as 2018-03-24T14:05 or 2018-03-24.")))
    try:
        response = view(request, at, **kwargs)
    except Http404 as error:
        response = not_found(request, error)
    if "Location" in response.headers:
        response["Location"] = f"{response['Location']}?as_of={_said(at)}"
    elif not response["Content-Type"].startswith("text/html"):
        response.content = _leading_on(response.text, f"as_of={_said(at)}")
    else:
        html = _leading_to(response.text, f"as_of={_said(at)}")
        response.content = html.replace(
            "<body>", f"<body>{_banner(request, at, kwargs.get('path', ''), getattr(response, 'of', ''))}", 1
        )
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


def _leading_on(text: str, query: str) -> str:
    """The same for what machines read, where addresses are whole."""
    signs = r"[^\s\"'<>&\\]*"
    whole = rf"{re.escape(settings.SITE_URL)}/(?!static/|admin/){signs}(?:&(?!quot;|lt;|gt;|#){signs})*"

    def address(match: re.Match) -> str:
        return match[0] if "?" in match[0] else f"{match[0]}?{query}"

    return re.sub(whole, address, text)


def _banner(request: HttpRequest, at: datetime, path: str, name: str) -> str:
    before, after = _changes(path.strip("/"), name, at)
    context = {
        "at": at,
        "to_come": at > timezone.now(),
        "address": request.path,
        "before": before and _said(before),
        "after": after and _said(after),
    }
    return render_to_string("_as_of.html", context)


def _changes(path: str, name: str, at: datetime) -> tuple[datetime | None, datetime | None]:
    """The nearest moments at which the page changed: a story with its editions, a list with its rows and fronts."""
    if re.search(r"/\d{4}/\d\d/\d\d/", path):
        been_here = Edition.objects.filter(path=path).values("article")
        rows, fronts = Edition.objects.filter(article__in=been_here, cancelled_at=None), Front.objects.none()
    else:
        rows, fronts = Listing.objects.filter(list=name, edition__cancelled_at=None), Front.objects.filter(place=name)
    earlier, later = [], []
    for some, edge in ((rows, "live_from"), (rows, "live_until"), (fronts.filter(cancelled_at=None), "live_from")):
        moments = some.values_list(edge, flat=True)
        earlier += moments.filter(**{f"{edge}__lt": at}).order_by(f"-{edge}")[:1]
        later += moments.filter(**{f"{edge}__gt": at, f"{edge}__lt": timezone.now()}).order_by(edge)[:1]
    return max(earlier, default=None), min(later, default=None)
