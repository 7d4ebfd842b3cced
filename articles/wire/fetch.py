"""The one place from which the wire asks another server, and never one of our own network.

Each name is looked up once, every address that it has must be public, and the connection goes to the address that was
looked at. Redirects are looked at in the same way. Sizes and times are bounded (SSRF: OWASP ASVS 12.6).
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

MOST_BYTES = 10_000_000  # of a feed
SECONDS = 30.0  # for all of one visit
WAIT = 10.0  # for one answer of the network
REDIRECTS = 3
AGENT = "Newsroom"


class Refused(Exception):
    """Nothing was had. The text tells the editor why, and what to do next."""


class Fetched(NamedTuple):
    """`raw` is None when nothing has changed."""

    raw: bytes | None
    etag: str = ""
    modified: str = ""


def public(address: str) -> bool:
    """Is that an address of the open network, and none of this machine or of a network of ours?"""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def get(
    url: str,
    *,
    etag: str = "",
    modified: str = "",
    most: int = MOST_BYTES,
    allowed: Callable[[str], bool] | None = None,
) -> Fetched:
    """What stands at the address, if it has changed since. Raises Refused."""
    allowed, ends = allowed or public, time.monotonic() + SECONDS
    asked = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    asked |= {"If-None-Match": etag} if etag else {}
    asked |= {"If-Modified-Since": modified} if modified else {}
    for _ in range(REDIRECTS + 1):
        try:
            answer = _ask(url, asked, allowed, ends)
            if answer.status in (301, 302, 303, 307, 308):
                url = urljoin(url, answer.getheader("Location", ""))
                answer.close()
                continue
            if answer.status == 304:
                return Fetched(None, etag, modified)
            if answer.status != 200:
                raise Refused(f"The server answers {answer.status}. Look at the address in a browser.")
            raw = _read(answer, ends, most)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Refused(f"The server cannot be reached: {error}. It is asked again later.") from None
        return Fetched(raw, answer.getheader("ETag", "")[:255], answer.getheader("Last-Modified", "")[:100])
    raise Refused("The address leads on and on. Look at it in a browser, and give the last one.")


def _ask(url: str, headers: dict[str, str], allowed: Callable[[str], bool], ends: float) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise Refused("Only addresses that begin with http:// or https:// are asked.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = {row[4][0] for row in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    if not found or not all(allowed(address) for address in found):
        raise Refused("That address lies in a network of our own, and is not asked.")
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=WAIT)
    connection.sock = socket.create_connection((min(found), port), timeout=WAIT)
    if parts.scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # The waits of a socket begin anew with each byte: a server that sends a header byte by byte is cut off in time.
    cut = threading.Timer(max(0, ends - time.monotonic()), connection.sock.shutdown, [socket.SHUT_RDWR])
    cut.daemon = True
    cut.start()
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse()
    except BaseException:
        connection.close()
        raise
    finally:
        cut.cancel()


def _read(answer: http.client.HTTPResponse, ends: float, most: int) -> bytes:
    parts, size = [], 0
    with answer:
        while chunk := answer.read1(65536):
            size += len(chunk)
            if size > most:
                raise Refused(f"What stands there is longer than {most // 1_000_000} MB. Ask its owner for less.")
            if time.monotonic() > ends:
                raise Refused("The server is too slow. It is asked again later.")
            parts.append(chunk)
    return b"".join(parts)
