"""What is wrong with the settings, each with what to do about it. Run by every command before it starts."""

import os
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Warning, register


@register
def site_url(app_configs, **kwargs):
    url = urlsplit(settings.SITE_URL)
    if url.scheme not in ("http", "https") or not url.hostname or url.path or url.query:
        return [
            Error(
                f"SITE_URL is “{settings.SITE_URL}”.",
                hint="Give scheme and host alone: https://news.example.org",
                id="newsroom.E001",
            )
        ]
    hosts = settings.ALLOWED_HOSTS
    if "*" in hosts:
        return [
            Warning(
                "ALLOWED_HOSTS allows every host name.",
                hint="Name the hosts that readers use; others could poison caches and links.",
                id="newsroom.W001",
            )
        ]
    if not any(url.hostname == host or (host.startswith(".") and url.hostname.endswith(host)) for host in hosts):
        return [
            Error(
                f"The host of SITE_URL, {url.hostname}, is not in ALLOWED_HOSTS.",
                hint=f"Set ALLOWED_HOSTS={url.hostname}",
                id="newsroom.E002",
            )
        ]
    return []


@register
def media_dir(app_configs, **kwargs):
    """The folder itself, or the nearest one above it that exists, must be writable."""
    folder = next(path for path in (settings.MEDIA_DIR, *settings.MEDIA_DIR.absolute().parents) if path.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"MEDIA_DIR cannot be written to: {settings.MEDIA_DIR}",
            hint="Create the folder and give it to the user that runs the application.",
            id="newsroom.E003",
        )
    ]
