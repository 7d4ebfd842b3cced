"""Pictures, documents and other files that an NITF document brings or names."""

from lxml import etree

from ..item import Item, attachment
from ..renditions import file_of, is_document, is_picture, picture, rendition
from ..xml import attribute, every, said


def media(item: Item, body: etree._Element | None) -> None:
    for node in every(body, "**", "media"):
        references = every(node, "media-reference")
        renditions = [_rendition(one) for one in references if attribute(one, "source")]
        renditions = [one for one in renditions if _pictured(node, one)]
        caption = " ".join(filter(None, map(apart, every(node, "media-caption")))) or None
        alt = next(filter(None, (attribute(one, "alternate-text") for one in references)), None)
        if renditions or (not references and "image" in (attribute(node, "media-type") or "").casefold()):
            item.images.append(picture(renditions, alt=alt, caption=caption, credit=said(node, "media-producer")))
        for one in references:
            _other(item, node, attribute(one, "source"), attribute(one, "mime-type"), caption)


def _rendition(reference: etree._Element) -> dict:
    sizes = {key: attribute(reference, key) for key in ("width", "height")}
    named = attribute(reference, "name") or attribute(reference, "id")
    return rendition(named, attribute(reference, "source"), attribute(reference, "mime-type"), **sizes)


def _pictured(media: etree._Element, one: dict) -> bool:
    kind = (attribute(media, "media-type") or "").casefold()
    if one["mimetype"]:
        return is_picture(one["mimetype"], one["href"])
    return kind in ("image", "photo", "picture", "graphic") or is_picture(None, one["href"])


def _other(item: Item, media: etree._Element, href: str | None, mimetype: str | None, caption: str | None) -> None:
    """What is no picture: a document is attached, the rest is a link."""
    if not href or _pictured(media, {"mimetype": mimetype, "href": href}):
        return
    if is_document(mimetype, href):
        item.attachments.append(attachment(file=file_of(href), title=caption, href=href, mimetype=mimetype))
    else:
        item.links.append({"rel": attribute(media, "media-type") or "media", "guid": None, "href": href})


def apart(node: etree._Element | None) -> str | None:
    """The words; those of paragraphs do not run together."""
    for paragraph in every(node, "**", "p"):
        paragraph.tail = f" {paragraph.tail or ''}"
    return said(node)
