"""What is held does not show: on no page, in no header, in no file, not by a number or a status."""

import re
from datetime import timedelta
from urllib.parse import unquote_to_bytes

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import content, publishing
from articles.media import files
from articles.models import Article, ArticleDocument, ArticlePhoto, EditionFile, Topic
from tests import cast

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.no_cover]

STATES = (
    "draft", "scheduled", "embargoed", "unreleased", "withheld", "expired", "notice", "vanish", "killed", "again",
    "cancelled",
)  # fmt: skip
GONE = tuple(state for state in STATES if state != "notice")  # answers as if it had never been
MARK = "zqheld"
DAY_OF_STORY = cast.MONDAY
OLD = DAY_OF_STORY + cast.DAY
NONSENSE_KEY = "0123456789" * 4
NONSENSE_PATH = "news/photos/2018/03/26/nonsense"


def written(name: str, mark: str = MARK) -> Article:
    """A story with the mark and its own name in every text that can be filled in, and in its files."""
    word = f"{mark}{name}"
    texts = ("headline", "search_headline", "summary", "dateline", "byline", "slugline", "ednote", "usage_terms")
    article = cast.story(
        **{text: f"{word}{text}" for text in texts},
        slug=f"{word}-slug",
        body=f"<p>{word}body</p>",
        dated=DAY_OF_STORY,
    )
    article.topics.add(Topic.objects.create(name=f"{word}topic", slug=f"{word}-topic"))
    article.topics.add(Topic.objects.get_or_create(name="Common", slug="common")[0])
    attach_photo(article, word)
    document = cast.pdf(f"{word}.pdf")
    type(document).objects.filter(pk=document.pk).update(title=f"{word}title", text=[f"{word}page"])
    ArticleDocument.objects.create(article=article, document=document, title=f"{word}link", intro=f"{word}intro")
    return article


def attach_photo(article: Article, word: str) -> None:
    photo = cast.photo(f"{word}.jpg")
    texts = ("headline", "creator", "copyright_notice", "usage_terms", "caption", "alt_text", "credit_line")
    type(photo).objects.filter(pk=photo.pk).update(**{text: f"{word}{text}" for text in texts})
    ArticlePhoto.objects.create(
        article=article, photo=photo, role="lead", caption=f"{word}caption", credit=f"{word}credit", alt=f"{word}alt"
    )


def held(state: str) -> Article:
    article, now = written(state), timezone.now()
    if state in ("scheduled", "cancelled"):
        cast.publish(article, at=now + cast.HOUR)
    if state == "cancelled":
        publishing.cancel(article, by=cast.ada())
    if state == "embargoed":
        Article.objects.filter(pk=article.pk).update(embargo=now + cast.HOUR)
        cast.publish(article)
    refusing = {"withheld": {"pubstatus": "withheld"}, "unreleased": {"embargo_indefinite": True}}
    if state in refusing:
        Article.objects.filter(pk=article.pk).update(**refusing[state])
        with pytest.raises(publishing.Refused):
            cast.publish(article)
    if state == "expired":
        Article.objects.filter(pk=article.pk).update(expires=OLD + cast.HOUR)
        cast.publish(article, OLD)
    if state in ("notice", "vanish", "killed", "again"):
        cast.publish(article, OLD)
        gone = "notice" if state == "notice" else "vanish"
        publishing.withdraw(article, by=cast.ada(), reason=f"{MARK}reason", gone=gone)
    if state == "killed":
        Article.objects.filter(pk=article.pk).update(pubstatus="canceled")
    if state == "again":
        cast.publish(Article.objects.get(pk=article.pk), at=now + cast.HOUR)
    return Article.objects.get(pk=article.pk)


def path(article: Article) -> str:
    return publishing.path_of(article.section, article.dated, article.slug)


def addresses(article: Article) -> list[str]:
    """Where the story's files are, were or would be: their real keys, with every count of withdrawals so far."""
    found = []
    for count in range(article.withdrawals + 1):
        shape = content.snapshot(article)
        for file in files.originals(shape):
            found.append(f"/files/{files.key(article.pk, count, file)}/{file['file_name']}")
        for photo in shape["photos"]:
            key = files.key(article.pk, count, photo["file"])
            found += [f"/media/{key}/{made['name'].rsplit('/', 1)[1]}" for made in photo["renditions"]]
    assert len(found) >= 4
    return found


def answer(client, address: str, method: str = "GET", **headers: str) -> tuple:
    """All that a reader can learn from an answer, and the number of its queries."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.generic(method, address, headers=headers)
        body = response.getvalue()
    return response.status_code, sorted(response.headers.items()), body, len(queries)


def status(client, address: str, method: str = "GET", **headers: str) -> int:
    return answer(client, address, method, **headers)[0]


def test_a_crawl_of_the_whole_site_meets_no_word_of_what_is_held(client):
    every = [held(state) for state in STATES]
    edited = written("edited", mark="zqlive")
    cast.publish(edited)
    edited.photos.all().delete()
    attach_photo(edited, f"{MARK}edited")
    cast.saves(edited, headline=f"{MARK}edited", body=f"<p>{MARK}edited</p>", slug=f"{MARK}-edited")
    for number in range(24):
        cast.publish(cast.story(slug=f"other-{number}", dated=DAY_OF_STORY))
    waiting = ["/", "/news/", "/news/photos/", "/nonsense/", "/healthz", "/?older=nonsense", "/sitemap.xml"]
    for article in [*every, edited]:
        waiting += [f"/{path(article)}/", *addresses(article)]
    met = {}
    while waiting:
        address = waiting.pop()
        if address in met or address.startswith(("/static/", "/admin/")):
            continue
        response = client.get(address)
        body = response.getvalue()
        met[address] = response.status_code
        for word in (body, str(response.headers).encode()):
            assert MARK.encode() not in word, address
        if response.headers["Content-Type"].startswith("text/html"):
            links = re.findall(r'(?:href|src|srcset)="([^"#]+)"', body.decode())
            links = [link.split()[0] for several in links for link in several.split(", ")]
            page = address.partition("?")[0]
            waiting += [page + link if link.startswith("?") else link for link in links]
    read = [address for address, status in met.items() if status == 200]
    assert any(address.startswith("/?older=") for address in read)
    assert len([address for address in read if address.startswith("/files/")]) == 3
    assert f"/news/photos/2018/03/26/{edited.slug}/" not in read
    assert "/news/photos/2018/03/26/zqliveedited-slug/" in read


@pytest.mark.parametrize("state", GONE)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "POST", "TRACE"])
def test_the_page_of_a_held_story_answers_as_nonsense_does(client, state, method):
    article = held(state)
    got = answer(client, f"/{path(article)}/", method)
    assert got == answer(client, f"/{NONSENSE_PATH}/", method)
    assert got[0] == (404 if method in ("GET", "HEAD") else 405)


@pytest.mark.parametrize("state", STATES)
def test_the_files_of_a_held_story_answer_as_nonsense_does(client, state):
    article = held(state)
    etags = [f'"{file["sha256"]}"' for file in files.originals(content.snapshot(article))]
    ways = [
        {},
        {"range": "bytes=0-9"},
        {"range": "bytes=99999999-"},
        {"range": "bytes=0-9", "if-range": etags[0]},
        {"if-none-match": ", ".join(etags)},
        {"if-none-match": "*"},
        {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ]
    for address in addresses(article):
        nonsense = re.sub("[0-9a-f]{40}", NONSENSE_KEY, address)
        assert nonsense != address
        for method in ("GET", "HEAD"):
            for headers in ways:
                got = answer(client, address, method, **headers)
                assert got[0] == 404
                assert got == answer(client, nonsense, method, **headers)
        for method in ("OPTIONS", "PUT", "TRACE"):
            assert answer(client, address, method) == answer(client, nonsense, method)


def test_a_story_withdrawn_with_a_notice_says_so_and_nothing_else(client):
    response = client.get(f"/{path(held('notice'))}/")
    assert response.status_code == 410
    assert "This story has been withdrawn" in response.text
    assert MARK not in response.text + str(response.headers)


def test_a_photograph_that_an_unpublished_edit_adds_or_an_update_dropped_is_not_public(client):
    article = written("edited", mark="zqlive")
    cast.publish(article)
    before = addresses(article)
    article.photos.all().delete()
    attach_photo(article, f"{MARK}edited")
    added = [address for address in addresses(article) if address not in before]
    assert len(added) >= 4
    assert {status(client, address) for address in added} == {404}
    cast.publish(article)
    assert {status(client, address) for address in added} == {200}
    dropped = [address for address in before if address not in addresses(article)]
    assert {status(client, address) for address in dropped} == {404}


TRICKS = """
{path}/01 {path}/1 {path}/%00 {path}%00/ {path};a/ {path}/;a {path}/%0A {path}%0A/ {path}/%2e%2e/ {path}/../
{path}// /{path}/ {path}.json {path}/story.css {path}/%20 news/photos/2018/03/ news/photos/2018/3/26/{slug}/
news/photos/2018/03/26/{slug}/26/ news/2018/03/26/{slug}/ news/photos/٢٠١٨/03/26/{slug}/ news/%0A news%00/
%2e%2e/etc/passwd news/..%2fphotos/ %ff/ healthz%00 healthz/
files/ files/{key} files/{key}/ files/{key}/%00 files/{key}/{name}%00 files/{key}/{name}/ files/{key}/{name}%0A
files/%00/{name} files/{upper}/{name} files/{key}1/{name} files/{key}/../{key}/{name} files/{key}/..
files/{key}/%2e%2e%2f{name} files/{key}/original.jpg
media/{key}/original.jpg media/{key}/%00 media/{key}/64.jpg%0A media/{key}/64.jpg%00 media/{key}/65.jpg media/{key}/..
media/{key}/%2e%2e%2f64.jpg media/{key}/{name} media/%00/64.jpg
"""


@pytest.mark.parametrize("trick", TRICKS.split())
def test_no_trick_in_an_address_finds_anything(client, trick):
    edition = cast.publish(cast.illustrated(dated=DAY_OF_STORY))
    key = edition.files.get(file_name="hall.jpg").key
    slug = edition.path.rsplit("/", 1)[1]
    address = trick.format(path=edition.path, slug=slug, key=key, upper=key.upper(), name="hall.jpg")
    raw = b"/" + unquote_to_bytes(address)
    response = client.get("/", PATH_INFO=raw.decode("latin-1"))
    if response.status_code == 301:  # only its slash was missing
        assert response.headers["Location"] == f"/{address}/"
        response = client.get(f"/{address}/")
    assert response.status_code == 404


def test_an_answer_to_a_wrong_host_or_a_broken_page_tells_nothing_and_has_the_headers_too(client, monkeypatch):
    held("draft")
    answers = [client.get("/", headers={"host": "evil.example"})]
    client.raise_request_exception = False
    monkeypatch.setattr("articles.public.lists.together", lambda parts: 1 / 0)
    answers.append(client.get("/"))
    assert [response.status_code for response in answers] == [400, 500]
    for response in answers:
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(f"{MARK}|Traceback|{settings.BASE_DIR}", response.text)


@pytest.fixture
def clock(monkeypatch):
    """Sets what the site's clock says. Nothing else is replaced: editions keep the times that publishing gave them."""

    def stand(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return stand


def statuses(client, article: Article) -> set[int]:
    """Of the story's page and of its files, in every way of asking, and whether its headline is in a list."""
    found = {status(client, f"/{path(article)}/")}
    for address in addresses(article):
        row = EditionFile.objects.filter(key=address.split("/")[2]).first()
        found |= {status(client, address), status(client, address, "HEAD")}
        if found & {404, 410}:
            for headers in ({"range": "bytes=0-1"}, {"if-none-match": f'"{row.sha256}", *'}):
                found.add(status(client, address, **headers))
    found |= {200 if article.headline in client.get(list).text else 404 for list in ("/", "/news/photos/")}
    return found


@pytest.mark.parametrize("how", ["scheduled", "embargoed"])
@pytest.mark.parametrize("early", [timedelta(microseconds=1), timedelta(seconds=1)])
def test_nothing_shows_before_its_moment_and_everything_at_it(client, clock, how, early):
    article, start = written(how), cast.MONDAY + cast.DAY
    if how == "embargoed":
        Article.objects.filter(pk=article.pk).update(embargo=start)
    cast.publish(article, cast.MONDAY, at=start if how == "scheduled" else None)
    clock(start - early)
    assert statuses(client, article) == {404}
    clock(start)
    assert statuses(client, article) == {200}


def test_everything_ends_at_the_expiry(client, clock):
    end = cast.MONDAY + cast.DAY
    article = written("expired")
    Article.objects.filter(pk=article.pk).update(expires=end)
    cast.publish(article, cast.MONDAY)
    clock(end - timedelta(microseconds=1))
    assert statuses(client, article) == {200}
    picture = next(address for address in addresses(article) if address.startswith("/media/"))
    assert ("Cache-Control", "public, max-age=0, s-maxage=0") in answer(client, picture)[1]
    clock(end)
    assert statuses(client, article) == {404}


@pytest.mark.parametrize("gone", ["notice", "vanish"])
def test_everything_ends_at_the_withdrawal(client, clock, gone):
    article, moment = written(gone), cast.MONDAY + cast.HOUR
    cast.publish(article, cast.MONDAY)
    # The renditions are deleted at once, so the moment before can be looked at only beforehand.
    clock(moment - timedelta(microseconds=1))
    assert statuses(client, article) == {200}
    publishing.withdraw(article, by=cast.ada(), reason="Wrong man", gone=gone, clock=lambda: moment)
    clock(moment)
    assert statuses(client, article) == ({404, 410} if gone == "notice" else {404})
