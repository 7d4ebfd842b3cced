"""Feeds that are asked: by their headers, with patience, and never in a network of our own."""

import contextlib
import json
import socket
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from articles.models import Article, Source, WireFeed, WireItem
from articles.wire import fetch, intake, poll
from tests import cast
from tests.desk import at_screen
from tests.photos import saved, scene

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


@pytest.mark.parametrize("named", [True, False])
def test_pictures_by_an_address_are_fetched_from_hosts_that_the_source_names_when_a_story_is_taken(
    server, feed, monkeypatch, named
):
    picture = f'<enclosure url="http://127.0.0.1:{server.server_port}/hall.jpg" type="image/jpeg" length="1"/>'
    server.raw = rss(1).replace(b"</item>", picture.encode() + b"</item>")
    ask(feed)
    server.raw, server.asked = saved(scene()), []
    Source.objects.update(picture_hosts="cdn.example.org\n127.0.0.1" if named else "cdn.example.org")
    monkeypatch.setattr(fetch, "public", lambda address: True)  # there is no server for tests on the open network
    row = WireItem.objects.get()
    screen = at_screen(cast.ada())
    screen.get(f"/admin/articles/wireitem/{row.pk}/change/")
    assert server.asked == [], "looking fetches nothing"
    screen.post(f"/admin/articles/wireitem/{row.pk}/take/", {"section": cast.section().pk})
    assert [path for path, _ in server.asked] == (["/hall.jpg"] if named else [])
    assert [use.photo.file_name for use in Article.objects.get().photos.all()] == (["hall.jpg"] if named else [])


def test_a_picture_in_a_network_of_our_own_is_not_fetched_whoever_names_it(server, feed):
    picture = f'<enclosure url="http://127.0.0.1:{server.server_port}/hall.jpg" type="image/jpeg" length="1"/>'
    server.raw = rss(1).replace(b"</item>", picture.encode() + b"</item>")
    ask(feed)
    server.asked = []
    Source.objects.update(picture_hosts="127.0.0.1")
    address = f"/admin/articles/wireitem/{WireItem.objects.get().pk}/take/"
    answer = at_screen(cast.ada()).post(address, {"section": cast.section().pk}, follow=True)
    assert "was not fetched. That address lies in a network of our own" in answer.text
    assert (server.asked, Article.objects.get().photos.count()) == ([], 0)


def test_a_server_that_sends_its_header_byte_by_byte_is_cut_off(monkeypatch):
    monkeypatch.setattr(fetch, "SECONDS", 1.5)
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip():
            with contextlib.suppress(OSError), slow.accept()[0] as peer:
                for _ in range(200):
                    peer.sendall(b"H")
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(fetch.Refused):
            fetch.get(f"http://127.0.0.1:{slow.getsockname()[1]}/", allowed=lambda address: True)
        assert time.monotonic() - began < 10


def test_an_identifier_that_looks_like_an_address_is_never_asked(server, feed, monkeypatch):
    address = f"http://127.0.0.1:{server.server_port}/hall"
    Source.objects.update(picture_hosts="127.0.0.1")
    monkeypatch.setattr(fetch, "public", lambda address: True)
    picture = {"type": "picture", "uri": address, "headline": "The hall"}
    story = {"uri": "tag:example.org,2018:1", "headline": "A vote", "body_text": "It met."}
    story["associations"] = {"a": picture}
    [received] = intake.deliver(json.dumps(story).encode(), "a.json", source=feed.source)
    assert received.row.parsed["images"][0]["guid"] == address
    screen = at_screen(cast.ada())
    page = f"/admin/articles/wireitem/{received.row.pk}/"
    assert screen.get(f"{page}picture/0/").status_code == 404
    screen.post(f"{page}take/", {"section": cast.section().pk})
    assert (Article.objects.count(), server.asked) == (1, [])
