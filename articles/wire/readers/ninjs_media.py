"""The files of an item of ninjs: pictures and documents that are associated, attached, or its own renditions."""

from collections.abc import Iterator

from .. import json, markup, renditions, restrictions
from ..item import Item, Unreadable, attachment
from . import ninjs_meta as meta

MAX_FILES = 1_000  # of one item
PICTURES = {"picture", "graphic", "photo", "image"}
_NO_PICTURE = ("video/", "audio/", "text/", "application/pdf")


def picture(node: dict) -> dict:
    """An entry of `images` from an item of type picture; its renditions largest first."""
    described = meta.descriptions(node)
    files = sorted(_renditions(node), key=lambda one: -(one["width"] or 0))
    if not files and (href := markup.address(json.said(node, "href", "url"))):
        files = [renditions.rendition(None, href, json.said(node, "mimetype", "contenttype"))]
    return renditions.picture(
        files,
        guid=meta.guid(node),
        headline=meta.main(node) or meta.words(node, "title"),
        caption=meta.words(node, "caption") or described.get("caption") or described.get("text"),
        credit=meta.words(node, "creditline", "credit") or described.get("creditline"),
        byline=meta.byline(node) or meta.words(node, "creator"),
        alt=meta.words(node, "alttext", "alt_text", "alt", "body_text") or described.get("alt"),
    )


def _renditions(node: dict) -> Iterator[dict]:
    for one in json.every(node, "renditions"):
        href = markup.address(json.said(one, "href", "url"))
        if href and _shows(one):
            mimetype = json.said(one, "mimetype", "contenttype")
            sizes = {"width": json.said(one, "width"), "height": json.said(one, "height")}
            size = json.said(one, "sizeinbytes", "size")
            yield renditions.rendition(json.said(one, "name", "rendition"), href, mimetype, size=size, **sizes)


def _shows(rendition: dict) -> bool:
    return not (json.said(rendition, "mimetype", "contenttype") or "image/").startswith(_NO_PICTURE)


def photograph(node: dict, item: Item) -> None:
    shown = picture(node)
    item.images = [shown]
    item.creator, item.title = item.byline, meta.words(node, "title")
    item.datecreated = item.contentcreated
    item.instructions = next((note["text"] for note in item.ednotes), None)
    item.digitalsourcetype = meta.named(node, "digitalsourcetype")
    for one in shown["renditions"][:1]:
        item.width, item.height = one["width"], one["height"]


def associate(node: dict, item: Item) -> None:
    """Pictures become images; the strictest embargo of all holds; a picture taken back is not shown."""
    found = [*json.every(node, "associations")]
    found += [one for group in json.every(node, "extra_items") for one in json.every(group, "items")]
    if len(found) > MAX_FILES:
        raise Unreadable(f"An item has more than {MAX_FILES:,} associations. Ask for fewer at a time.")
    known: set[str | None] = set()
    for one in found:
        kind, guid = (json.said(one, "type") or "").lower(), meta.guid(one)
        if guid and guid in known:  # Superdesk sends those of a gallery twice
            continue
        known.add(guid)
        shown = Item(path="", format="ninjs")
        restrict(one, shown, "pubstatus")
        if kind not in PICTURES and (kind or "renditions" not in one):
            if guid:
                item.links.append({"rel": json.said(one, "rel", "name") or "related", "guid": guid, "href": None})
        elif shown.pubstatus != "usable":
            item.signals.append(f"picture {shown.pubstatus}: {guid}")
        else:
            item.images.append(picture(one))
            item.embargoed = restrictions.embargo(item.embargoed, shown.embargoed)


def attach(node: dict, item: Item) -> None:
    """Documents that come along, be they called attachments or renditions; what else there is stays a link."""
    others = [one for one in json.every(node, "renditions") if not _shows(one)]
    for one in [*json.every(node, "attachments", "links"), *others][:MAX_FILES]:
        href, mimetype = markup.address(json.said(one, "href", "url")), json.said(one, "mimetype", "contenttype")
        if href and renditions.is_document(mimetype, href):
            known = {"file": json.said(one, "filename") or renditions.file_of(href), "mimetype": "application/pdf"}
            told = {"title": meta.words(one, "title", "headline"), "intro": meta.words(one, "description")}
            size = json.whole(one, "length", "sizeinbytes", "size")
            item.attachments.append(attachment(href=href, size=size, **known, **told))
        elif href:
            item.links.append({"rel": json.said(one, "rel", "name") or "related", "guid": None, "href": href})


def restrict(node: dict, item: Item, *names: str) -> None:
    """null is no embargo; anything else that is no moment in a zone is one that an editor has to end.

    Of the names of the status the first that is there counts; what is no word is one that nobody knows.
    """
    told = next((node[name] for name in names if node.get(name) not in (None, "")), None)
    told = told[0] if isinstance(told, list) and len(told) == 1 else told
    status = told if isinstance(told, str | None) else f"of another kind, {told!r:.40}"
    restrictions.status(item, status)
    ends = [node.get(name) for name in ("embargoed", "embargoeduntil", "embargo")]
    for one in json.every(node, "renditions"):  # "rights:embargo", in ninjs 3.3
        ends += [end for name, end in json.fields(one.get("extensions")).items() if name.endswith("embargo")]
    item.embargoed = restrictions.embargo(*(end for end in ends if end is not False))
    if item.embargoed is None and (status or "").casefold().endswith("embargoed"):
        item.embargoed = restrictions.UNREADABLE
