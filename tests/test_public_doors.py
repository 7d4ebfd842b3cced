"""Every way in from outside: what each address may answer, to whom, and what no trick changes in it."""

import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import get_resolver
from django.utils import timezone

from articles import publishing
from articles.models import Topic
from articles.public import urls
from tests import cast
from tests.desk import at_screen
from tests.test_leaks import MARK, NONSENSE_KEY, NONSENSE_PATH, addresses, answer, attach_photo, held, path

pytestmark = pytest.mark.django_db

HTML, JSON, XML, TEXT = "text/html; charset=utf-8", "application/json", "application/xml", "text/plain"
FORMS = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}
FEED, YEAR, MONTH, DAY, SECTION = urls.FEED, urls.YEAR, urls.MONTH, urls.DAY, urls.SECTION
# All that there is: pattern -> an address of it and what it answers.
DOORS = {
    "": ("/", 200, HTML),
    "healthz": ("/healthz", 200, TEXT),
    "files/<str:key>/<str:name>": ("/files/{key}/hall.jpg", 200, "image/jpeg"),
    "media/<str:key>/<str:name>": ("/media/{key}/64.webp", 200, "image/webp"),
    "archive/": ("/archive/", 200, HTML),
    f"^archive/{YEAR}/$": ("/archive/2018/", 200, HTML),
    f"^archive/{YEAR}/{MONTH}/$": ("/archive/2018/03/", 200, HTML),
    f"^archive/{YEAR}/{MONTH}/{DAY}/$": ("/archive/2018/03/26/", 200, HTML),
    "topics/<slug:slug>/": ("/topics/common/", 200, HTML),
    "sources/<slug:slug>/": ("/sources/xinhua/", 200, HTML),
    "corrections/": ("/corrections/", 200, HTML),
    "api/v1/items/": ("/api/v1/items/", 200, JSON),
    "^api/v1/items/(?P<number>[1-9][0-9]{0,17})/$": ("/api/v1/items/{number}/", 200, JSON),
    f"^{FEED}$": ("/rss.xml", 200, FORMS["rss.xml"]),
    f"^topics/(?P<slug>[-a-zA-Z0-9_]+)/{FEED}$": ("/topics/common/atom.xml", 200, FORMS["atom.xml"]),
    f"^sources/(?P<slug>[-a-zA-Z0-9_]+)/{FEED}$": ("/sources/xinhua/feed.json", 200, FORMS["feed.json"]),
    f"^corrections/{FEED}$": ("/corrections/rss.xml", 200, FORMS["rss.xml"]),
    f"^{SECTION}/{FEED}$": ("/news/photos/feed.json", 200, FORMS["feed.json"]),
    "sitemap.xml": ("/sitemap.xml", 200, XML),
    "sitemap-pages.xml": ("/sitemap-pages.xml", 200, XML),
    r"^sitemap-(?P<number>0|[1-9][0-9]{0,11})\.xml$": ("/sitemap-0.xml", 200, XML),
    "news-sitemap.xml": ("/news-sitemap.xml", 200, XML),
    "robots.txt": ("/robots.txt", 200, TEXT),
    r"^(?P<path>[\w-]+(?:/[\w-]+)*/\d{4}/\d\d/\d\d/[\w-]+)/$": ("/{path}/", 200, HTML),
    f"^{SECTION}$": ("/news/photos", 301, HTML),
    f"^{SECTION}/$": ("/news/photos/", 200, HTML),
}
ALSO = [
    ("/about/", 200, HTML), ("/nonsense/", 404, HTML), ("/{gone}/", 410, HTML), ("/files/{key}/nonsense", 404, HTML),
    ("/media/{key}/65.jpg", 404, HTML), ("/media/{key}/64.avif", 200, "image/avif"), ("/archive/1999/", 404, HTML),
    ("/topics/nonsense/", 404, HTML), ("/nonsense/rss.xml", 404, HTML), ("/api/v1/items/98765/", 404, HTML),
    ("/sitemap-7.xml", 404, HTML), ("/nonsense.php", 404, HTML), ("/?older=nonsense", 404, HTML),
    ("/api/v1/items/?older=nonsense", 404, HTML), ("/api/v1/items/?topic=nonsense", 200, JSON),
]  # fmt: skip
EVERY = [*DOORS.values(), *ALSO]


@pytest.fixture
def names() -> dict:
    """Of a paper with one live story, one withdrawn with a notice; its standing pages are there from the beginning."""
    article = cast.illustrated(dated=cast.MONDAY, slug="live")
    article.topics.add(Topic.objects.create(name="Common", slug="common"))
    edition = cast.publish(article)
    key = edition.files.get(file_name="hall.jpg").key
    return {"path": edition.path, "number": article.pk, "key": key, "gone": path(held("notice"))}


def test_there_is_no_door_but_these():
    assert {str(each.pattern) for each in urls.urlpatterns} == DOORS.keys()
    assert [str(each.pattern) for each in get_resolver().url_patterns] == ["admin/", ""]


@pytest.mark.database
def test_every_door_answers_as_is_written_with_its_headers_and_the_same_to_an_editor(client, names):
    editor = at_screen(cast.ada())
    for address, status, kind in EVERY:
        address = address.format(**names)
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE"):
            case = f"{method} {address}"
            response = client.generic(method, address)
            seen = response.status_code, sorted(response.headers.items()), response.getvalue()
            assert seen[0] == (status if method in ("GET", "HEAD") else 404 if address == "/nonsense.php" else 405), (
                case
            )
            assert response.headers["Content-Type"] == (kind if seen[0] == status else HTML), case
            assert not response.cookies, case
            assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding", case
            assert "default-src 'none'" in response.headers["Content-Security-Policy"], case
            assert response.headers["X-Content-Type-Options"] == "nosniff", case
            assert response.headers["Referrer-Policy"] == "same-origin", case
            assert "camera=()" in response.headers["Permissions-Policy"], case
            assert response.headers["X-Frame-Options"] == "DENY", case
            assert answer(editor, address, method)[:3] == seen, case


TRICKS = [
    {"x-forwarded-host": "evil.example", "x-forwarded-scheme": "https", "x-forwarded-proto": "https",
     "forwarded": "host=evil.example", "x-forwarded-prefix": "/evil", "x-forwarded-port": "1"},
    {"x-original-url": "/admin/", "x-rewrite-url": "/admin/", "x-http-method-override": "DELETE"},
    {"cookie": "sessionid=nonsense; csrftoken=x; django_language=ar; a=b", "accept": "text/html,*/*;q=0",
     "accept-language": "ar"},
    {"host": "127.0.0.1:1", "origin": "https://evil.example", "referer": "https://evil.example/",
     "user-agent": "Googlebot", "x-requested-with": "XMLHttpRequest"},
]  # fmt: skip


def test_no_header_and_no_noise_in_the_query_changes_an_answer(client, names):
    for address, status, _ in EVERY:
        address = address.format(**names)
        expected = answer(client, address)[:3]
        assert expected[0] == status
        for headers in TRICKS:
            assert answer(client, address, **headers)[:3] == expected, (address, headers)
        mark = "&" if "?" in address else "?"
        for noise in (
            "utm_source=x",
            "_",
            "=",
            "_popup=1",
            "format=json&callback=steal",
            "status=draft&ordering=embargo",
        ):
            assert answer(client, f"{address}{mark}{noise}")[:3] == expected, (address, noise)
        assert client.get(address, headers={"host": "evil.example"}).status_code == 400
        assert client.get(address, headers={"host": "localhost:x@evil.example"}).status_code == 400


def test_no_end_and_no_beginning_makes_another_page_of_an_address(client, names):
    for address, status, _ in EVERY:
        address = address.format(**names).partition("?")[0]
        if address == "/" or status == 301:
            continue
        for trick in (f"/{address}", f"{address};a", f"{address}story.css", f"{address}%00", f"{address}x.jpg",
                      f"{address}/", f"{address}%0A", f"/.{address}", f"/admin/..{address}", f"{address}.json",
                      f"/news/../{address}", f"/%2e%2e{address}", f"{address}.."):  # fmt: skip
            if trick.rstrip("/") == address.rstrip("/") and address == "/nonsense.php":
                continue
            raw = trick.replace("%00", "\0").replace("%0A", "\n").replace("%2e", ".")
            assert client.get("/", PATH_INFO=raw).status_code in (301, 302, 404), trick
            if not address.endswith((".xml", ".txt", "healthz")):
                assert client.get("/", PATH_INFO=raw).status_code == 404 or trick == f"/admin/..{address}", trick


def test_every_whole_address_is_of_the_site_whatever_host_was_asked(client, names, settings):
    settings.SITE_URL = "https://paper.example"
    settings.ALLOWED_HOSTS = ["*"]
    foreign = re.compile(r"https?://[^\s\"'<>\\)]+")
    known = ("http://www.w3.org", "http://www.sitemaps.org", "http://www.google.com/schemas", "http://purl.org",
             "http://search.yahoo.com/mrss", "https://schema.org", "http://www.iptc.org",
             "https://jsonfeed.org")  # fmt: skip
    for address, _, kind in EVERY:
        response = client.get(address.format(**names), headers={"host": "evil.example"})
        body = response.getvalue()
        assert b"evil.example" not in body + str(response.headers).encode()
        if not kind.startswith("image/"):
            found = {each for each in foreign.findall(body.decode()) if not each.startswith(known)}
            assert all(each.startswith("https://paper.example/") for each in found), (address, found)
            if kind in (XML, *FORMS.values()):
                assert found
    page = client.get(f"/{names['path']}/").text
    assert f'<link rel="canonical" href="https://paper.example/{names["path"]}/">' in page
    assert f'<meta property="og:url" content="https://paper.example/{names["path"]}/">' in page
    [said] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(said)["@graph"][0]["url"] == f"https://paper.example/{names['path']}/"


MOMENTS = [
    "as_of=2018-03-27T10:00", "as_of=2018-03-27", "as_of=2100-01-01", "as_of=", "as_of", "as_of=%00", "as_of=x",
    "as_of=2018-03-27T09:30&as_of=2018-03-27T09:30", "as_of=x&as_of=2018-03-27T09:30", "as_of=2018-03-27T09:30&as_of=",
    f"as_of={'9' * 10_000}", "as_of=9999-12-31T23:59:59%2B00:00", "as_of=2018-03-27T09:30&read", "as_of=٢٠١٨",
    "as%5Fof=2018-03-27T09:30", "as_of=2018-03-27T09:30%00", "older=x&as_of=2018-03-27T09:30",
]  # fmt: skip


@pytest.fixture(params=["anonymous", "stranger", "editor"])
def without_the_right(request, client):
    """Nobody, someone with an account, and an editor who may do everything but look into the past."""
    if request.param == "stranger":
        client.force_login(cast.stranger())
    if request.param == "editor":
        ben = cast.ben()
        ben.user_permissions.remove(Permission.objects.get(codename="view_edition"))
        client.force_login(ben)
    return client


def told(response, address: str) -> tuple:
    """Without the address that was asked for, which a redirect to the login has in it."""
    headers = str(sorted(response.headers.items())).replace(address.replace("/", "%2F"), "").replace(address, "")
    return response.status_code, headers, response.getvalue()


@pytest.mark.database
@pytest.mark.parametrize("state", ["scheduled", "expired", "notice", "vanish"])
def test_no_moment_tells_a_held_story_from_nonsense_to_who_may_not_look(without_the_right, state):
    article = held(state)
    topic = f"/topics/{MARK}{state}-topic/"
    pages = [(f"/{path(article)}/", f"/{NONSENSE_PATH}/"), (f"/api/v1/items/{article.pk}/", "/api/v1/items/98765/")]
    pages += [(f"{topic}{form}", f"/topics/nonsense/{form}") for form in ("", "rss.xml")]
    for real, nonsense in pages:
        for moment in MOMENTS[::2]:
            got = told(without_the_right.get(f"{real}?{moment}"), real)
            assert got == told(without_the_right.get(f"{nonsense}?{moment}"), nonsense), (real, moment)
            assert got[0] in (302, 403), (real, moment)
    original, *_, rendition = addresses(article)
    for real in (original, rendition):
        nonsense = re.sub("[0-9a-f]{40}", NONSENSE_KEY, real)
        for moment in MOMENTS[::4]:
            for headers in ({}, {"range": "bytes=0-9"}, {"if-none-match": "*"}):
                got = answer(without_the_right, f"{real}?{moment}", **headers)
                assert got == answer(without_the_right, f"{nonsense}?{moment}", **headers), (real, moment)
                assert got[0] == 404, (real, moment)


def test_no_door_opens_to_another_moment_for_who_may_not_look(without_the_right, names):
    old = cast.illustrated(slug="old", headline=MARK, summary=MARK, dated=cast.MONDAY)
    old.photos.all().delete()
    attach_photo(old, MARK)
    cast.publish(old, cast.MONDAY)
    publishing.withdraw(old, by=None, reason=MARK, gone="vanish", clock=lambda: cast.MONDAY + 2 * cast.DAY)
    cast.publish(cast.story(slug="soon", headline=MARK), at=timezone.now() + cast.DAY)
    names["gone"] = path(old)
    for address, status, kind in EVERY:
        address = address.format(**names)
        for moment in MOMENTS:
            response = without_the_right.get(f"{address}{'&' if '?' in address else '?'}{moment}")
            assert MARK.encode() not in response.getvalue() + str(response.headers).encode(), (address, moment)
            if address in ("/healthz", "/nonsense.php"):
                assert response.status_code == status
            elif address.startswith(("/files/", "/media/")):
                assert response.status_code == 404, (address, moment)
            else:
                assert response.status_code in (302, 403), (address, moment)
                assert response.headers.get("Location", "/admin/login/?next=/").startswith("/admin/login/?next=/")
                assert kind == HTML or kind not in response.headers["Content-Type"]


@pytest.mark.database
def test_what_the_desk_sees_of_another_moment_is_kept_by_no_cache(names):
    editor = at_screen(cast.ada())
    for address, status, _ in EVERY:
        address = address.format(**names)
        response = editor.get(f"{address}{'&' if '?' in address else '?'}as_of={timezone.now():%Y-%m-%dT%H:%M:%S.%fZ}")
        response.getvalue()
        assert response.status_code == status, address
        if status == 200 and address != "/healthz":
            assert response.headers["Cache-Control"] == "private, no-store", address
