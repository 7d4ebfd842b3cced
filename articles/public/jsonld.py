"""What a story page says to machines: schema.org for search engines, and the card that a shared link becomes."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from articles.content import DocumentContent, PhotoContent
from articles.formats import whole
from articles.formats.ninjs import filed
from articles.models import Edition, Section
from articles.public import render
from articles.public.furniture import Furniture

HEADLINE = 110  # characters; search engines show no more
# A script ends at the first "</script", wherever it stands, and "<!--" changes what ends it.
HARMLESS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def story(edition: Edition, frame: Furniture, here: Section, told: dict) -> SafeString:
    """The story and the way to it, as one block of data. `told` is what render.story tells readers of it."""
    graph = [_article(edition, frame, here, told), _trail(here)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    # What HTML would have to escape is written as JSON escapes it, so that no word can end the script.
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text.translate(HARMLESS)))


def card(edition: Edition, frame: Furniture, here: Section, told: dict) -> dict[str, Any]:
    """What `_card.html` shows."""
    content = edition.content
    photos = sorted(content["photos"], key=lambda photo: photo["role"] != "lead")
    return {
        "title": render.titled(edition),
        "description": content["summary"],
        "url": whole(f"/{edition.path}/"),
        "locale": to_locale(edition.language),
        "published": _published(edition, told).isoformat(),
        "modified": edition.live_from.isoformat(),
        "section": here.name,
        "topics": [topic["name"] for topic in told["topics"]],
        "picture": {**_largest(edition, photos[0]), "alt": photos[0]["alt"]} if photos else None,
    }


def _article(edition: Edition, frame: Furniture, here: Section, told: dict) -> dict:
    content, page = edition.content, whole(f"/{edition.path}/")
    publisher = {"@type": "Organization", "name": frame.site.name, "url": whole("/")}
    return _said(
        "NewsArticle",
        mainEntityOfPage=page,
        url=page,
        headline=Truncator(content["headline"]).chars(HEADLINE),
        description=content["summary"],
        datePublished=_published(edition, told).isoformat(),
        dateModified=edition.live_from.isoformat(),
        dateline=content["dateline"],
        inLanguage=edition.language,
        articleSection=here.name,
        keywords=[topic["name"] for topic in told["topics"]],
        author=_author(told["byline"], content["source"]["name"]),
        publisher=publisher,
        isAccessibleForFree=True,
        locationCreated=_place(edition),
        image=[_image(edition, photo) for photo in content["photos"]],
        associatedMedia=[_file(edition, document) for document in content["documents"]],
        correction=list(_corrections(told)),
    )


def _trail(here: Section) -> dict:
    steps = [(_("Home"), "/"), *((section.name, f"/{section.path}/") for section in here.lineage())]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": whole(path)}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return _said("BreadcrumbList", itemListElement=items)


def _published(edition: Edition, told: dict) -> datetime:
    return told["published"] or edition.live_from


def _author(byline: str, source: str) -> dict:
    """An agency signs with its own name; who else signs is a person, or several in one line."""
    agency = not byline or byline.casefold() == source.casefold()
    return {"@type": "Organization" if agency else "Person", "name": byline or source}


def _place(edition: Edition) -> dict | None:
    place = filed(edition)
    names = (place.city, place.region, place.country) if place else ()
    name = ", ".join(name for name in names if name)
    return {"@type": "Place", "name": name} if name else None


def _image(edition: Edition, photo: PhotoContent) -> dict:
    made = _largest(edition, photo)
    return _said(
        "ImageObject",
        contentUrl=made["url"],
        width=made["width"],
        height=made["height"],
        encodingFormat="image/jpeg",
        caption=photo["caption"],
        creator={"@type": "Person", "name": photo["creator"]} if photo.get("creator") else None,
        creditText=photo["credit"],
        copyrightNotice=photo["copyright"],
        representativeOfPage=photo["role"] == "lead",
    )


def _largest(edition: Edition, photo: PhotoContent) -> dict:
    jpegs = [made for made in photo["renditions"] if made["type"] == "image/jpeg"]
    made = max(jpegs, key=lambda made: made["width"])
    url = whole(render.addresses(edition)(photo["file"]["name"], made["name"]))
    return {"url": url, "width": made["width"], "height": made["height"]}


def _file(edition: Edition, document: DocumentContent) -> dict:
    file = document["file"]
    return _said(
        "MediaObject",
        contentUrl=whole(render.file_addresses(edition)(file["name"], file["file_name"])),
        encodingFormat=file["type"],
        contentSize=str(file["size"]),
        name=document["title"],
        description=document["intro"],
    )


def _corrections(told: dict) -> Iterator[dict]:
    for notice in (*told["retracted"], *told["corrections"], *told["clarifications"]):
        yield _said(
            "CorrectionComment", name=notice["word"], text=notice["note"], datePublished=notice["at"].isoformat()
        )


def _said(kind: str, **properties: Any) -> dict[str, Any]:
    """Without what there is nothing to say of."""
    said = {name: value for name, value in properties.items() if value}
    return {"@type": kind, **said}
