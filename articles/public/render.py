"""From an edition's content to what a template shows. Addresses are made here, never stored."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles import html
from articles.content import PhotoContent
from articles.models import Edition

# What a photograph's files are reached at: (storage name of the original, name of the file) -> URL.
Addresses = Callable[[str, str], str]
FORMATS = ("image/avif", "image/webp")
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


def addresses(edition: Edition) -> Addresses:
    """Public addresses: renditions and originals under the edition's keys."""

    def address(original: str, name: str) -> str:
        return reverse("rendition", args=[edition.keys[original], PurePosixPath(name).name])

    return address


def file_addresses(edition: Edition) -> Addresses:
    return lambda original, name: reverse("file", args=[edition.keys[original], name])


def picture(photo: PhotoContent, media: Addresses, file: Addresses) -> dict:
    """What `_picture.html` shows: sources by format, the fall-back, words, and the original's address."""
    original = photo["file"]["name"]
    by_type: dict[str, list[dict]] = {}
    for rendition in sorted(photo["renditions"], key=lambda made: made["width"]):
        by_type.setdefault(rendition["type"], []).append(rendition)

    def srcset(renditions: list[dict]) -> str:
        return ", ".join(f"{media(original, made['name'])} {made['width']}w" for made in renditions)

    jpegs = by_type["image/jpeg"]
    return {
        **photo,
        "sources": [{"type": kind, "srcset": srcset(by_type[kind])} for kind in FORMATS if kind in by_type],
        "srcset": srcset(jpegs),
        "src": media(original, jpegs[min(1, len(jpegs) - 1)]["name"]),
        "original": file(original, photo["file"]["file_name"]),
        "position": f"{photo['focus'][0]}% {photo['focus'][1]}%",
    }


def teaser(edition: Edition) -> dict:
    content = edition.content
    media, file = addresses(edition), file_addresses(edition)
    photos = sorted(content["photos"], key=lambda photo: photo["role"] != "lead")
    return {
        "url": f"/{edition.path}/",
        "headline": content["headline"],
        "summary": content["summary"],
        "byline": content["byline"],
        "dated": edition.dated,
        "language": edition.language,
        "direction": direction(edition.language),
        "section": edition.section_id,
        "picture": picture(photos[0], media, file) if photos else None,
        "documents": len(content["documents"]),
    }


def story(edition: Edition, media: Addresses | None = None, file: Addresses | None = None) -> dict:
    """Everything that `_story.html` shows. The desk's preview gives addresses of its own."""
    media = media or addresses(edition)
    file = file or file_addresses(edition)
    content = edition.content
    pictures = [picture(photo, media, file) for photo in content["photos"]]
    lead = next((shown for shown in pictures if shown["role"] == "lead"), None)
    unplaced = {shown["photo"]: shown for shown in pictures}
    body = body_html(content, unplaced)
    return {
        **content,
        "edition": edition,
        "direction": direction(edition.language),
        "byline": content["byline"].removeprefix("By:").removeprefix("By ").strip(),
        "dated": edition.dated,
        "lead": lead,
        "gallery": [shown for shown in unplaced.values() if shown is not lead],
        "documents": [
            {**document, "url": file(document["file"]["name"], document["file"]["file_name"])}
            for document in content["documents"]
        ],
        "body": body,
        "notices": [{**notice, "at": datetime.fromisoformat(notice["at"])} for notice in edition.notices],
    }


def direction(language: str) -> str:
    """How the language is written; a page in one may list stories in another."""
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"


def body_html(content: dict, pictures: dict[int, dict]) -> SafeString:
    """The sanitized body with its dateline run in and its photographs in place, which it takes from `pictures`."""
    body = html.clean(content["body"])
    if content["dateline"]:
        run_in = f'<p><span class="dateline">{escape(content["dateline"])}</span> -- '
        body = body.replace("<p>", run_in, 1) if body.startswith("<p>") else f"{run_in}</p>{body}"

    def figure(match: re.Match) -> str:
        number = match[1] or ""
        shown = pictures.pop(int(number), None) if re.fullmatch("[0-9]{1,18}", number) else None
        return (
            render_to_string("_picture.html", {"picture": shown, "sizes": "(min-width: 48rem) 42rem, 100vw"})
            if shown
            else ""
        )

    body = re.sub(r'<figure(?: data-photo="([^"]*)")?></figure>', figure, body)
    return mark_safe(body)  # the sanitizer's output, and templates that escape
