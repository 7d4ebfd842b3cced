"""The files of an entry: Media RSS, enclosures of RSS and Atom. A group is one picture in several renditions."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from .. import markup, xml
from ..item import Item, attachment
from ..renditions import file_of, is_document, is_picture, picture, rendition

MEDIA = "mrss"
MAX_WIDTH = 100_000  # a file of which no size is told is the picture as it is
MAX_FILES = 200  # of one entry; a feed with more is broken
# What an address may say of a size: photo-1024x683.jpg, photo.jpg?width=460&quality=85.
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{3,4}$)")
_SIZES = {"width", "w", "height", "h", "quality", "q", "s", "auto", "fit", "dpr", "format", "fm", "resize", "strip"}
_FACES = ("gravatar.com/avatar",)  # of writers, that feeds send like pictures
PHOTOGRAPHERS = ("photographer", "author", "artist", "illustrator")


def core_name(node: etree._Element, name: str) -> str:
    """The name in the namespace of the node: `title` of the entry, and not media:title."""
    space = etree.QName(node).namespace
    return f"{{{space}}}{name}" if space else name


def core(node: etree._Element, name: str) -> etree._Element | None:
    return next(node.iterchildren(core_name(node, name)), None)


def other(node: etree._Element, space: str, name: str) -> etree._Element | None:
    return next(_others(node, space, name), None)


def _others(node: etree._Element, space: str, name: str) -> Iterator[etree._Element]:
    """The children in a namespace told by a part of its address, for feeds write several."""
    return (child for child in xml.every(node, name) if space in (etree.QName(child).namespace or ""))


def words(node: etree._Element, name: str) -> str | None:
    found = other(node, MEDIA, name)
    return markup.plain(xml.said(found)) if found is not None else None


def attribute(node: etree._Element, name: str, key: str) -> str | None:
    return xml.attribute(other(node, MEDIA, name), key)


def text(entry: etree._Element) -> str:
    """media:text, for feeds that send the copy as the text of a picture."""
    found = next((below for node in _around(entry) for below in _others(node, MEDIA, "text")), None)
    return (found.text or "") if found is not None else ""


def restriction(entry: etree._Element) -> str | None:
    """What a feed says of countries or sharing, in words, for no machine here judges it."""
    told = [
        " ".join(filter(None, (xml.attribute(one, "relationship"), xml.attribute(one, "type"), xml.said(one))))
        for one in _others(entry, MEDIA, "restriction")
    ]
    return "; ".join(filter(None, told)) or None


def gather(entry: etree._Element, item: Item, base: str) -> None:
    """Pictures to `images`, PDFs to `attachments`, the rest to `links`; each file once, those in the body last."""
    within, item.images = item.images, []
    contents = list(_others(entry, MEDIA, "content"))[:MAX_FILES]
    for group in list(_others(entry, MEDIA, "group"))[:MAX_FILES]:
        files = list(_others(group, MEDIA, "content"))[:MAX_FILES]
        for one in [[file] for file in files] if _is_gallery(files) else [files]:
            if len(item.images) < MAX_FILES:
                _add(one, [group, entry], item, base)
    for place, content in enumerate(contents):
        _add([content], [entry], item, base, place if len(contents) > 1 else None)
    thumbnails = [_file(one, base, "thumbnail") for node in _around(entry) for one in _others(node, MEDIA, "thumbnail")]
    thumbnails = [one for one in thumbnails if one["href"]]
    if thumbnails and item.images:
        item.images[0]["renditions"] += [one for one in thumbnails if one["href"] not in _hrefs(item)]
    for one in islice(_enclosures(entry), MAX_FILES):
        _add([one], [entry], item, base)
    known = _hrefs(item)
    item.images += [one for one in within if one["href"] not in known]
    if thumbnails and not item.images:
        item.images.append(picture(thumbnails, **_told([entry])))
    item.images = _merged(image for image in item.images if not any(face in image["href"] for face in _FACES))


def _is_gallery(files: list[etree._Element]) -> bool:
    """A group should hold one picture; some feeds put all of a gallery there, each with words of its own."""
    told = [tuple(words(one, name) for name in ("title", "description", "text")) for one in files]
    return len(set(told)) > 1 and all(map(any, told))


def _merged(images: Iterable[dict]) -> list[dict]:
    """One picture in several sizes is one picture, and its largest file leads."""
    found: dict[str, dict] = {}
    for image in images:
        have = found.setdefault(_unsized(image["href"]), image)
        if have is not image:
            known = {one["href"] for one in have["renditions"]}
            have["renditions"] += [one for one in image["renditions"] if one["href"] not in known]
            have.update(
                {name: have[name] or image[name] for name in ("headline", "caption", "credit", "byline", "alt")}
            )
            files = [one for one in have["renditions"] if one["name"] != "thumbnail"] or have["renditions"]
            have["href"] = max(files, key=lambda one: one["width"] or MAX_WIDTH)["href"]
    return list(found.values())


def _unsized(href: str) -> str:
    address, _, query = href.partition("?")
    rest = "&".join(part for part in query.split("&") if part.partition("=")[0] not in _SIZES)
    return f"{_SIZE.sub('', address)}?{rest}"


def _add(files: list[etree._Element], around: list, item: Item, base: str, place: int | None = None) -> None:
    found = [(one, _file(one, base)) for one in files]
    found = [(one, file) for one, file in found if file["href"] and file["href"] not in _hrefs(item)]
    pictures = [(one, file) for one, file in found if _is_picture(one, file)]
    if pictures:
        told = _told([pictures[0][0], *around], place)
        thumbs = [_file(one, base, "thumbnail") for one in _others(pictures[0][0], MEDIA, "thumbnail")]
        item.images.append(picture([file for _, file in pictures] + [one for one in thumbs if one["href"]], **told))
    for one, file in found:
        if is_document(file["mimetype"], file["href"]):
            name = file_of(urlsplit(file["href"]).path)
            title = words(one, "title") or xml.attribute(one, "title") or (name or "").rpartition(".")[0] or None
            known = {"file": file_of(file["href"]), "href": file["href"], "size": file["size"]}
            item.attachments.append(attachment(title=title, mimetype="application/pdf", **known))
        elif (one, file) not in pictures:
            item.links.append({"rel": "enclosure", "guid": None, "href": file["href"]})


def _file(one: etree._Element, base: str, name: str | None = None) -> dict:
    sizes = {key: xml.attribute(one, key) for key in ("width", "height")}
    size = xml.attribute(one, "fileSize") or xml.attribute(one, "length")
    told = (xml.attribute(one, key) for key in ("url", "href", "src"))
    href = markup.address(next(filter(None, told), None) or _resource(one), base)
    return rendition(name, href, xml.attribute(one, "type"), size=size, **sizes)


def _resource(one: etree._Element) -> str | None:
    """RSS 1.0 has its own module of enclosures: enc:enclosure@rdf:resource."""
    return xml.attribute(one, "resource")


def _is_picture(one: etree._Element, file: dict) -> bool:
    medium = xml.attribute(one, "medium")
    return medium == "image" if medium else is_picture(file["mimetype"], file["href"])


def _told(around: list[etree._Element], place: int | None = None) -> dict:
    """Caption, credit and so on of a file: its own, else of its group, else of the entry, where these may be meant.

    Feeds that put one picture after another, each followed by its words, mean the words in that order.
    """
    found: dict[str, str | None] = {}
    for number, node in enumerate(around):
        far = place is not None and number == len(around) - 1
        for name, field in (("description", "caption"), ("title", "headline")):
            found[field] = found.get(field) or _one(list(_others(node, MEDIA, name)), far, place)
        credits = list(_others(node, MEDIA, "credit"))
        if far:
            credits = credits[place : place + 1] if place < len(credits) else credits[:1] if len(credits) == 1 else []
        if credits and not found.get("credit"):
            found["byline"], found["credit"] = _credits(credits)
    return found


def _one(nodes: list[etree._Element], far: bool, place: int | None) -> str | None:
    nodes = nodes[place : place + 1] if far else nodes[:1]
    return markup.plain(xml.said(nodes[0])) if nodes else None


def _credits(nodes: list[etree._Element]) -> tuple[str | None, str | None]:
    """(the photographer, the line to print): who is credited in no role, or as owner, goes before the photographer."""
    told = [(xml.attribute(node, "role") or "", markup.plain(xml.said(node))) for node in nodes]
    by = next((name for role, name in told if role in PHOTOGRAPHERS), None)
    return by, next((name for role, name in told if role not in PHOTOGRAPHERS), by)


def _around(entry: etree._Element) -> list[etree._Element]:
    groups = list(_others(entry, MEDIA, "group"))
    return [entry, *groups, *(one for node in (entry, *groups) for one in _others(node, MEDIA, "content"))]


def _enclosures(entry: etree._Element) -> Iterator[etree._Element]:
    yield from xml.every(entry, "enclosure")
    yield from (one for one in xml.every(entry, "link") if xml.attribute(one, "rel") == "enclosure")
    yield from (one for one in entry.iterchildren(core_name(entry, "content")) if xml.attribute(one, "src"))


def _hrefs(item: Item) -> set[str]:
    files = [*item.attachments, *item.images, *(one for image in item.images for one in image["renditions"])]
    return {one["href"] for one in files}
