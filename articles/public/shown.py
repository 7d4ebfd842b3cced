"""How a page is made, and the pages that stand for none."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from articles.public.furniture import Furniture


def shown(
    template: str, context: dict, *, frame: Furniture | None = None, status: int = 200, of: str = ""
) -> HttpResponse:
    """Rendered without the request: a public page depends on its address and its moment, and on nobody.

    `of` is the list that the page shows, for who asks when it changed.
    """
    html = render_to_string(template, {"frame": frame or Furniture(), **context})
    response = HttpResponse(html, status=status, headers={"Cache-Control": "no-cache"})
    response.of = of
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """One and the same page for what never was, what is not yet and what is no more."""
    return shown("not_found.html", {"title": _("Page not found")}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("server_error.html"), status=500)
