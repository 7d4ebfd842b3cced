"""The feeds of the whole site and of each list: what they hold. How they are written: articles.formats.feeds."""

import re
import uuid
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import CharField, Model, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import html
from articles.content import Content, DocumentContent, PhotoContent
from articles.formats import whole
from articles.formats.feeds import FORMS, sayable
from articles.models import Edition, Listing, Source, Topic
from articles.public import lists, render
from articles.public.furniture import Furniture
from articles.public.moment import timed

SIZE = 30
IRI = re.compile('[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]+')
LINK = re.compile('(<a(?: [a-z-]+="[^"]*")*? href=")([^"]*)')  # as the sanitizer and our templates write it


@timed
def home(request: HttpRequest, at: datetime, form: str) -> HttpResponse:
    return _feed(form, "/", _stories(_newest(lists.live("home", at)), at))


@timed
def section(request: HttpRequest, at: datetime, path: str, form: str) -> HttpResponse:
    frame = Furniture()
    here = frame.at(path)
    if not here:
        raise Http404
    rows = _newest(lists.live(f"section:{here.pk}", at))
    return _feed(form, f"/{here.path}/", _stories(rows, at), here.name, frame)


@timed
def topic(request: HttpRequest, at: datetime, slug: str, form: str) -> HttpResponse:
    return _of(Topic, "topic", slug, at, form)


@timed
def source(request: HttpRequest, at: datetime, slug: str, form: str) -> HttpResponse:
    return _of(Source, "source", slug, at, form)


@timed
def corrections(request: HttpRequest, at: datetime, form: str) -> HttpResponse:
    rows = _newest(lists.live("corrections", at))
    return _feed(form, "/corrections/", [_correction(row.edition) for row in rows], _("Corrections"))


def _of(model: type[Model], kind: str, slug: str, at: datetime, form: str) -> HttpResponse:
    """A list with nothing in it has no feed, as it has no page."""
    named = model.objects.filter(slug=slug).order_by()
    list_name = Concat(Value(f"{kind}:"), Cast(Subquery(named.values("pk")[:1]), CharField()))
    rows = _newest(lists.live(list_name, at).annotate(name=Subquery(named.values("name")[:1])))
    if not rows:
        raise Http404
    return _feed(form, f"/{kind}s/{slug}/", _stories(rows, at), rows[0].name)


def _feed(form: str, path: str, items: list[dict], name: str = "", frame: Furniture | None = None) -> HttpResponse:
    """The feed of the page at that path."""
    site = (frame or Furniture()).site
    title = sayable(f"{site.name}: {name}" if name else site.name)
    feed = FORMS[form](
        title=title,
        link=whole(path),
        description=sayable(site.description) or title,
        subtitle=sayable(site.description) or None,
        language=get_language(),
        author_name=sayable(site.name),
        feed_url=whole(f"{path}{form}"),
    )
    for item in items:
        feed.add_item(**sayable(item))
    return HttpResponse(
        feed.writeString("utf-8"), content_type=feed.content_type, headers={"Cache-Control": "no-cache"}
    )


def _newest(rows: QuerySet[Listing]) -> list[Listing]:
    return list(rows.select_related("edition")[:SIZE])


def _stories(rows: list[Listing], at: datetime) -> list[dict]:
    links = _links([row.edition for row in rows], at)
    return [_story(row.edition, links) for row in rows]


def _links(editions: list[Edition], at: datetime) -> render.Links:
    """Of all these stories in one query."""
    numbers = {number for edition in editions for number in html.references(edition.content["body"])["story"]}
    found = render.live_links(at)(numbers) if numbers else {}
    return lambda asked: {number: whole(found[number]) for number in asked & found.keys()}


def _story(edition: Edition, links: render.Links) -> dict:
    edition.content = content = _one_size(edition.content)
    media, file = _whole(render.addresses(edition)), _whole(render.file_addresses(edition))
    story = render.story(edition, links, media, file)
    url = whole(f"/{edition.path}/")
    return {
        "unique_id": _identifier(edition),
        "unique_id_is_permalink": False,
        "title": render.titled(edition),
        "link": url,
        "summary": content["summary"],
        "description": escape(content["summary"]) or None,
        "html": _absolute(render_to_string("feed/story.html", {"story": story}).strip(), url),
        "author_name": story["byline"] or content["source"]["name"],
        "pubdate": story["published"] or edition.live_from,
        "updateddate": edition.live_from,
        "categories": [topic["name"] for topic in story["topics"]],
        "language": edition.language,
        "photos": [_photo(photo, media) for photo in sorted(content["photos"], key=lambda p: p["role"] != "lead")],
        "documents": [_document(document, file) for document in content["documents"]],
    }


def _identifier(edition: Edition) -> str:
    """The guid. Of a wire's own number, which another may use too and no IRI is, one is made."""
    guid = edition.content["guid"]
    return guid if IRI.fullmatch(guid) else uuid.uuid5(uuid.NAMESPACE_URL, f"{edition.article_id} {guid}").urn


def _correction(edition: Edition) -> dict:
    """What /corrections/ shows of a story."""
    told = render.corrected(edition)
    url = whole(told.get("url", "/corrections/"))
    day = date_format(timezone.localtime(edition.dated), "DATE_FORMAT")
    last = told["notices"][0]
    # Each correction is news of its own, and a withdrawn story is not named: the identifier of the story fits neither.
    number = uuid.uuid5(uuid.NAMESPACE_URL, f"{edition.article_id} {last['at'].isoformat()}")
    summary = f"{last['word']}: {last['note']}" if last["note"] else str(last["word"])
    return {
        "unique_id": number.urn,
        "unique_id_is_permalink": False,
        "title": told.get("headline") or _("A story of %(day)s") % {"day": day},
        "link": url,
        "summary": summary,
        "description": escape(summary),
        "html": _absolute(render_to_string("feed/corrected.html", {"story": told}).strip(), url),
        "pubdate": last["at"],
        "updateddate": edition.live_from,
        "language": told.get("language", ""),
        "photos": [],
        "documents": [],
    }


def _one_size(content: Content) -> Content:
    """With the largest JPEG of each picture alone: who reads feeds does not choose among sizes."""

    def largest(shown):
        jpegs = [made for made in shown["renditions"] if made["type"] == "image/jpeg"]
        return {**shown, "renditions": [max(jpegs, key=lambda made: made["width"])]}

    documents = [
        {**document, "cover": largest(document["cover"])} if document.get("cover") else document
        for document in content["documents"]
    ]
    return {**content, "photos": [largest(photo) for photo in content["photos"]], "documents": documents}


def _whole(addresses: render.Addresses) -> render.Addresses:
    return lambda original, name: whole(addresses(original, name))


def _absolute(html: str, url: str) -> str:
    """The text that stands at `url` with whole addresses, and without what a script of the page would fill."""

    def link(match: re.Match) -> str:
        start, address = match.groups()
        if re.match("[a-z][a-z0-9+.-]*:", address, re.IGNORECASE):
            return match[0]
        if address.startswith("//"):
            return f"{start}{urlsplit(url).scheme}:{address}"
        return f"{start}{settings.SITE_URL if address.startswith('/') else url}{address}"

    return LINK.sub(link, re.sub(r"<(pdf-reader)\b[^>]*></\1>", "", html))


def _photo(photo: PhotoContent, media: render.Addresses) -> dict:
    [made] = photo["renditions"]
    return {
        "url": media(photo["file"]["name"], made["name"]),
        "type": made["type"],
        "size": made["size"],
        "width": made["width"],
        "height": made["height"],
        "title": photo["headline"] or photo["caption"] or photo["alt"],
        "description": photo["caption"],
        "credit": photo["credit"],
        "copyright": photo["copyright"],
    }


def _document(document: DocumentContent, file: render.Addresses) -> dict:
    sent = document["file"]
    address = file(sent["name"], sent["file_name"])
    return {"url": address, "type": sent["type"], "size": sent["size"], "title": document["title"]}
