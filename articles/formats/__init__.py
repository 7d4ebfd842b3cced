"""What machines get of an edition, and the one thing that all of it needs."""

from django.conf import settings
from django.utils.encoding import iri_to_uri


def whole(path: str) -> str:
    """The path, of a page or of a file, as an address that works anywhere."""
    return iri_to_uri(f"{settings.SITE_URL}{path}")
