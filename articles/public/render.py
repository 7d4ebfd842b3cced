"""From an edition's content to what a template shows. Addresses are made here, never stored."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from articles import html
from articles.content import Content, CoverContent, DocumentContent, PhotoContent
from articles.models import Edition

# What a photograph's files are reached at: (storage name of the original, name of the file) -> URL.
Addresses = Callable[[str, str], str]
# Where stories can be read: their numbers -> URL by number, without those that cannot.
Links = Callable[[set[int]], dict[int, str]]
FORMATS = ("image/avif", "image/webp")
COVER_WIDTH = 160  # in CSS pixels
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


def addresses(edition: Edition) -> Addresses:
    """Public addresses: renditions and originals under the edition's keys."""

    def address(original: str, name: str) -> str:
        return reverse("rendition", args=[edition.keys[original], PurePosixPath(name).name])

    return address


def file_addresses(edition: Edition) -> Addresses:
    return lambda original, name: reverse("file", args=[edition.keys[original], name])


def live_links(at: datetime) -> Links:
    """The public addresses of the stories that can be read at that moment."""

    def links(articles: set[int]) -> dict[int, str]:
        found = Edition.objects.live(at).filter(article__in=articles).values_list("article", "path")
        return {article: f"/{path}/" for article, path in found}

    return links


def _sources(shown: PhotoContent | CoverContent, media: Addresses) -> dict:
    """What a `picture` element takes: sources by format, and the fall-back."""
    original = shown["file"]["name"]
    by_type: dict[str, list[dict]] = {}
    for rendition in sorted(shown["renditions"], key=lambda made: made["width"]):
        by_type.setdefault(rendition["type"], []).append(rendition)

    def srcset(renditions: list[dict]) -> str:
        return ", ".join(f"{media(original, made['name'])} {made['width']}w" for made in renditions)

    jpegs = by_type["image/jpeg"]
    return {
        "sources": [{"type": kind, "srcset": srcset(by_type[kind])} for kind in FORMATS if kind in by_type],
        "srcset": srcset(jpegs),
        "src": media(original, jpegs[min(1, len(jpegs) - 1)]["name"]),
    }


def picture(photo: PhotoContent, media: Addresses, file: Addresses) -> dict:
    """What `_picture.html` shows: the picture, its words, and the original's address."""
    return {
        **photo,
        **_sources(photo, media),
        "original": file(photo["file"]["name"], photo["file"]["file_name"]),
        # In tenths: a style sheet without inline styles has a word for each (static/site.css).
        "focus": " ".join(f"{axis}{round(part / 10)}" for axis, part in zip("xy", photo["focus"], strict=True)),
    }


def card(document: DocumentContent, media: Addresses, file: Addresses) -> dict:
    """What `_document.html` shows: the PDF's words and address, and its first page if there is a picture of it."""
    cover = document.get("cover")
    height = cover and round(COVER_WIDTH * cover["height"] / cover["width"])
    return {
        **document,
        "url": file(document["file"]["name"], document["file"]["file_name"]),
        "cover": cover and {**_sources(cover, media), "width": COVER_WIDTH, "height": height},
    }


def teaser(edition: Edition) -> dict:
    content = edition.content
    media, file = addresses(edition), file_addresses(edition)
    photos = sorted(content["photos"], key=lambda photo: photo["role"] != "lead")
    return {
        "url": f"/{edition.path}/",
        "headline": content["headline"],
        "retracted": retracted(edition),
        "summary": content["summary"],
        "byline": content["byline"],
        "dated": edition.dated,
        "language": edition.language,
        "direction": direction(edition.language),
        "section": edition.section_id,
        "picture": picture(photos[0], media, file) if photos else None,
        "photos": len(photos),
        "documents": len(content["documents"]),
    }


def titled(edition: Edition) -> str:
    """The headline where it stands alone: of a story that was retracted it says so."""
    headline = edition.content["headline"]
    return gettext("Retracted: {headline}").format(headline=headline) if retracted(edition) else headline


def retracted(edition: Edition) -> bool:
    return any(notice["kind"] == Edition.Kind.RETRACTION for notice in edition.notices)


def corrected(edition: Edition) -> dict:
    """What /corrections/ shows of a story. A story that was withdrawn is not named, nor led to."""
    if edition.gone:
        notice = {"kind": edition.kind, "at": edition.live_from, "note": edition.public_note}
        return {"dated": edition.dated, "notices": [_told(notice)]}
    mended = [notice for notice in _history(edition) if notice["kind"] in Edition.MENDING]
    return {**teaser(edition), "notices": mended[::-1]}


def story(edition: Edition, links: Links, media: Addresses | None = None, file: Addresses | None = None) -> dict:
    """Everything that `_story.html` shows, each picture and document once. The preview has addresses of its own."""
    media = media or addresses(edition)
    file = file or file_addresses(edition)
    content = edition.content
    pictures = [picture(photo, media, file) for photo in content["photos"]]
    lead = next((shown for shown in pictures if shown["role"] == "lead"), None)
    gallery = {shown["photo"]: shown for shown in pictures if shown is not lead}
    documents = {document["document"]: card(document, media, file) for document in content["documents"]}
    body = body_html(content, gallery, documents, links)
    return {
        **content,
        "edition": edition,
        "direction": direction(edition.language),
        "byline": content["byline"].removeprefix("By:").removeprefix("By ").strip(),
        "dated": edition.dated,
        "lead": lead,
        "gallery": list(gallery.values()),
        "documents": list(documents.values()),
        "body": body,
        "topics": [
            {"slug": slug, "name": content.get("topic_names", {}).get(slug, slug)} for slug in content["topics"]
        ],
        **_honesty(_history(edition)),
    }


def _topics(content: Content) -> list[dict[str, str]]:
    """An edition from before topics had their names with them has their slugs."""
    names = content.get("topic_names", {})
    return [{"slug": slug, "name": names.get(slug, slug)} for slug in content["topics"]]


def _history(edition: Edition) -> list[dict]:
    return [_told({**notice, "at": datetime.fromisoformat(notice["at"])}) for notice in edition.notices]


def _told(notice: dict) -> dict:
    """With the word for readers. What a later version of the product calls a kind is shown as it stands."""
    kinds = dict(Edition.Kind.choices)
    return {**notice, "word": gettext(kinds.get(notice["kind"], notice["kind"]))}


def _honesty(history: list[dict]) -> dict:
    """What a story tells of its changes, by where it stands. A preview has no history yet."""

    def of(*kinds: str) -> list[dict]:
        return [notice for notice in history if notice["kind"] in kinds]

    return {
        "history": history,
        "published": history[0]["at"] if history else None,
        "updated": history[-1]["at"] if len(history) > 1 else None,
        "retracted": of(Edition.Kind.RETRACTION),
        "corrections": of(Edition.Kind.CORRECTION),
        "clarifications": of(Edition.Kind.CLARIFICATION),
    }


def direction(language: str) -> str:
    """How the language is written; a page in one may list stories in another."""
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def body_html(content: dict, pictures: dict[int, dict], documents: dict[int, dict], links: Links) -> SafeString:
    """The sanitized body with its dateline run in, its links to stories, and what it places, taken from the two."""
    body = _linked(html.clean(content["body"]), links)
    if content["dateline"]:
        run_in = f'<p><span class="dateline">{escape(content["dateline"])}</span> -- '
        body = body.replace("<p>", run_in, 1) if body.startswith("<p>") else f"{run_in}</p>{body}"

    def placed(figure: re.Match) -> str:
        if figure[1] == "document":
            shown = documents.pop(int(figure[2]), None)
            return render_to_string("_document.html", {"document": shown}) if shown else ""
        shown = pictures.pop(int(figure[2]), None)
        context = {"picture": shown, "sizes": "(min-width: 48rem) 42rem, 100vw"}
        return render_to_string("_picture.html", context) if shown else ""

    body = re.sub(r'<figure data-(photo|document)="([0-9]+)"></figure>', placed, body)
    return mark_safe(body)  # the sanitizer's output, and templates that escape


def _linked(body: str, links: Links) -> str:
    """Links to stories get the address that the story has now; one that cannot be read leaves its words."""
    stories = {int(number) for number in re.findall('<a data-story="([0-9]+)">', body)}
    if not stories:
        return body
    addresses, ends = links(stories), []

    def tag(match: re.Match) -> str:
        if match[0] == "</a>":
            return ends.pop() if ends else ""
        address = addresses.get(int(match[1])) if match[1] else None
        start = match[0] if not match[1] else f'<a href="{escape(address)}">' if address else ""
        ends.append("</a>" if start else "")
        return start

    return re.sub(r'<a data-story="([0-9]+)">|<a(?: [a-z-]+="[^"]*")*>|</a>', tag, body)
