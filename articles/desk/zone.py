"""The zone in which an editor sits: what is typed and shown at the desk is in it."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest
from django.utils import timezone

COOKIE = "desk_zone"


def of(request: HttpRequest) -> ZoneInfo:
    """The one in which the form was shown that is sent, else the browser's (static/desk/zone.js), else the site's."""
    for name in (request.POST.get(COOKIE), request.COOKIES.get(COOKIE)):
        if name in _known():
            return ZoneInfo(name)
    return timezone.get_default_timezone()


@cache
def _known() -> set[str]:
    return available_timezones()
