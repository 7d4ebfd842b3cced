"""Feeds that are asked: by their headers, with patience, and never in a network of our own."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from articles.models import Article, WireFeed, WireItem
from articles.wire import fetch, poll
from tests import cast
from tests.desk import at_screen

pytestmark = pytest.mark.django_db
ENTRY = (
    "<item><guid>tag:{n}</guid><title>Headline {n}</title><pubDate>Sat, 24 Mar 2018 09:00:00 GMT</pubDate>"
    "<description>&lt;p&gt;The Council met.&lt;/p&gt;</description></item>"
)


def rss(*numbers: int) -> bytes:
    entries = "".join(ENTRY.format(n=n) for n in numbers)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'.encode()


class Server(ThreadingHTTPServer):
    """A real one, of which a test says what it answers."""

    raw, status, headers, asked, slow = rss(1), 200, {}, [], False


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        server = self.server
        server.asked.append((self.path, dict(self.headers)))
        known = server.headers.get("ETag")
        status = 304 if known and self.headers.get("If-None-Match") == known else server.status
        self.send_response(status)
        for name, value in server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if status == 200:
            self.wfile.write(server.raw)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with Server(("127.0.0.1", 0), Handler) as running:
        running.asked = []
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def feed(server):
    address = f"http://127.0.0.1:{server.server_port}/rss.xml"
    return WireFeed.objects.create(source=cast.xinhua(), address=address)


def ask(feed, **words) -> str:
    return poll.ask(feed, allowed=lambda address: True, **words)


def test_what_a_feed_has_comes_to_incoming_once(server, feed):
    assert ask(feed) == "1 imported."
    server.raw = rss(1, 2)
    assert ask(feed) == "1 imported, 1 unchanged."
    assert set(WireItem.objects.values_list("headline", flat=True)) == {"Headline 1", "Headline 2"}
    assert not Article.objects.exists()


def test_a_server_that_says_nothing_has_changed_is_believed(server, feed):
    server.headers = {"ETag": '"a"'}
    ask(feed)
    assert ask(feed) == "Nothing new."
    assert server.asked[-1][1]["If-None-Match"] == '"a"'


def test_a_feed_that_fails_is_asked_less_and_less_and_says_why(server, feed):
    server.status = 500
    now = timezone.now()
    pauses = []
    for _ in range(9):
        assert ask(feed, clock=lambda: now) == "The server answers 500. Look at the address in a browser."
        pauses.append(feed.next_at - now)
    assert pauses[:3] == [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)]
    assert pauses[-1] == timedelta(days=1)
    server.status = 200
    ask(feed, clock=lambda: now)
    assert (feed.failures, feed.next_at - now) == (0, timedelta(minutes=15))


def test_only_what_is_due_and_not_paused_is_asked(feed):
    now = timezone.now()
    assert list(poll.due(now)) == [feed]
    WireFeed.objects.update(next_at=now + timedelta(minutes=1))
    assert list(poll.due(now)) == []
    WireFeed.objects.update(next_at=None, paused=True)
    assert list(poll.due(now)) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f000001/",
        "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/", "http://0.0.0.0/",
        "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://224.0.0.1/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://example.org/", "http://user@127.0.0.1/", "http:///x", "//x",
    ],
)  # fmt: skip
def test_nothing_of_our_own_network_is_asked(address):
    with pytest.raises(fetch.Refused):
        fetch.get(address)


def test_a_redirect_into_our_own_network_is_not_followed(server, feed):
    inside = f"http://127.0.0.1:{server.server_port}"
    server.status, server.headers = 302, {"Location": f"{inside}/secret"}
    seen = iter([True, False])
    with pytest.raises(fetch.Refused, match="network of our own"):
        fetch.get(f"{inside}/", allowed=lambda address: next(seen))
    assert [path for path, _ in server.asked] == ["/"]


def test_redirects_and_sizes_have_an_end(server, feed):
    server.status, server.headers = 302, {"Location": "/again"}
    assert "on and on" in ask(feed)
    server.status, server.headers, server.raw = 200, {}, b"x" * 10_000_001
    assert "longer than 10 MB" in ask(feed)


def test_a_feed_is_kept_at_the_desk_with_its_last_words(server, feed):
    ask(feed)
    screen = at_screen(cast.ada())
    shown = screen.get("/admin/articles/wirefeed/").text
    assert "1 imported." in shown
    answer = screen.post(
        "/admin/articles/wirefeed/add/", {"source": feed.source_id, "address": "ftp://x.org/a", "minutes": 5}
    )
    assert answer.status_code == 200
    assert WireFeed.objects.count() == 1
