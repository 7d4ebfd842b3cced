"""A story as ninjs 3.0, the news item in JSON of the IPTC. Written from an edition alone.

What the standard has no property for (caption, alternative text, credit line) is a description with a role.
"""

import re
from collections.abc import Iterable
from html import unescape
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import strip_tags

from articles import dateline
from articles.content import DocumentContent, FileContent, PhotoContent
from articles.formats import whole
from articles.models import Edition
from articles.public import render

STANDARD = {"name": "ninjs", "version": "3.0", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json"}
BLOCK = r"</?(?:p|h2|h3|ul|ol|li|blockquote|table|thead|tbody|tr|hr)\b[^>]*>"


class Other(NamedTuple):
    """What an item says of another story that can be read."""

    article: int
    guid: str
    path: str
    headline: str


def item(edition: Edition, others: Iterable[Other]) -> dict[str, Any]:
    """`others` are the stories that can be read, of those to which the text links or that the desk named beside it."""
    if edition.gone:
        return canceled(edition)
    content, others = edition.content, list(others)
    first = edition.notices[0]["at"] if edition.notices else edition.live_from.isoformat()
    return _told(
        uri=address(edition.article_id),
        standard=STANDARD,
        type="text",
        representationType="full",
        pubStatus="usable",
        version=str(edition.number),
        firstCreated=first,
        versionCreated=edition.live_from.isoformat(),
        contentCreated=edition.dated.isoformat(),
        language=edition.language,
        headlines=_roles(main=content["headline"], search=content["search_headline"]),
        descriptions=_roles(summary=content["summary"]),
        bodies=_bodies(edition, others),
        by=content["byline"].removeprefix("By:").removeprefix("By ").strip(),
        located=(filed(edition) or dateline.Dateline("")).city,
        edNote=edition.public_note,
        infoSources=[{"name": content["source"]["name"], "literal": content["source"]["slug"]}],
        subjects=_subjects(edition),
        altIds=_roles(guid=content["guid"]),
        renditions=[_page(edition.path)],
        associations=[
            *(_picture(edition, photo, n) for n, photo in enumerate(content["photos"], 1)),
            *(_document(edition, document, n) for n, document in enumerate(content["documents"], 1)),
            *(_related(other) for other in others if other.guid in content["related"]),
        ],
    )


def canceled(edition: Edition) -> dict[str, Any]:
    """Of a withdrawn story no word goes out, only that what was had of it is no longer to be used."""
    return {
        "uri": address(edition.article_id),
        "standard": STANDARD,
        "type": "text",
        "pubStatus": "canceled",
        "version": str(edition.number),
        "versionCreated": edition.live_from.isoformat(),
    }


def address(article: int) -> str:
    return whole(reverse("item", args=[article]))


def filed(edition: Edition) -> dateline.Dateline | None:
    """The place and the day from which the story was sent, where its dateline can be read."""
    printed = edition.content["dateline"]
    return dateline.split(f"{printed} --", language=edition.language)[0] if printed else None


def _bodies(edition: Edition, others: list[Other]) -> list[dict]:
    def links(numbers: set[int]) -> dict[int, str]:
        return {other.article: whole(f"/{other.path}/") for other in others if other.article in numbers}

    body = str(render.body_html(edition.content, {}, {}, links))
    return [
        {"role": "main", "contentType": "text/html", "value": body},
        {"role": "main", "contentType": "text/plain", "value": plain(body)},
    ]


def plain(body: str) -> str:
    """The text with a blank line between its paragraphs, and tabs between the cells of a table."""
    body = re.sub(r"</t[dh]>", "\t", body.replace("<br>", "\n"))
    parts = unescape(strip_tags(re.sub(BLOCK, "\n\n", body))).split("\n\n")
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _subjects(edition: Edition) -> list[dict]:
    """Its topics and its section, each with the address of its list: the scheme of both is the site's own."""
    content = edition.content
    names = content.get("topic_names", {})  # not kept in the first editions
    topics = [
        {"name": names.get(slug, slug), "rel": "topic", "uri": whole(reverse("topic", args=[slug])), "literal": slug}
        for slug in content["topics"]
    ]
    return [*topics, {"rel": "section", "uri": whole(f"/{content['section']}/"), "literal": content["section"]}]


def _picture(edition: Edition, photo: PhotoContent, number: int) -> dict:
    media = render.addresses(edition)
    made = [
        {
            "name": PurePosixPath(rendition["name"]).name,
            "href": whole(media(photo["file"]["name"], rendition["name"])),
            "contentType": rendition["type"],
            "width": rendition["width"],
            "height": rendition["height"],
            "sizeInBytes": rendition["size"],
        }
        for rendition in photo["renditions"]
    ]
    return _told(
        name=f"picture-{number}",
        uri=_part(edition, photo["file"]),
        type="picture",
        pubStatus="usable",
        headlines=_roles(main=photo["headline"]),
        descriptions=_roles(caption=photo["caption"], alternativeText=photo["alt"], creditline=photo["credit"]),
        by=photo.get("creator"),  # not kept in the first editions
        copyrightNotice=photo["copyright"],
        renditions=[_original(edition, photo["file"]) | {"width": photo["width"], "height": photo["height"]}, *made],
    )


def _document(edition: Edition, document: DocumentContent, number: int) -> dict:
    return _told(
        name=f"document-{number}",
        uri=_part(edition, document["file"]),
        type="text",
        pubStatus="usable",
        headlines=_roles(main=document["title"]),
        descriptions=_roles(introduction=document["intro"]),
        renditions=[_original(edition, document["file"])],
    )


def _original(edition: Edition, file: FileContent) -> dict:
    return {
        "name": "original",
        "href": whole(render.file_addresses(edition)(file["name"], file["file_name"])),
        "contentType": file["type"],
        "sizeInBytes": file["size"],
        "originalFilename": file["file_name"],
        "digest": f"sha256:{file['sha256']}",
    }


def _related(other: Other) -> dict:
    return {
        "name": "related",
        "uri": address(other.article),
        "type": "text",
        "representationType": "partial",
        "headlines": _roles(main=other.headline),
        "renditions": [_page(other.path)],
    }


def _page(path: str) -> dict:
    return {"name": "web", "href": whole(f"/{quote(path)}/"), "contentType": "text/html"}


def _part(edition: Edition, file: FileContent) -> str:
    """What a file of the story is known by: the same in all its versions for as long as the file is."""
    return f"{address(edition.article_id)}#{edition.keys[file['name']]}"


def _roles(**values: str) -> list[dict[str, str]]:
    return [{"role": role, "value": value} for role, value in values.items() if value]


def _told(**properties: Any) -> dict[str, Any]:
    """Without what there is nothing to say of."""
    return {name: value for name, value in properties.items() if value}
