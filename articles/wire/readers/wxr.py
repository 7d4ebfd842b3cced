"""WordPress's export (WXR): RSS in which posts, their pictures, pages and menus are all items; only posts are copy."""

import re

from lxml import etree

from .. import envelope, identity, markup, times, xml
from ..item import UNREADABLE, Item, Unreadable
from ..renditions import is_picture, picture, rendition
from . import feed

STATUS = {"publish": "usable", "trash": "canceled"}  # a draft, what is pending, private or planned is withheld
_SIZED = re.compile(r"(https?://[^\s\"'<>]{1,500}?)-\d{1,5}x\d{1,5}(\.[a-z]{3,4})\b", re.IGNORECASE)
_CAPTION = re.compile(r"\[caption\b[^\]]*\]((?:(?!\[caption)[\s\S])*?)\[/caption\]", re.IGNORECASE)
_IMAGE = re.compile(r"((?:<a\b[^<>]*>)?\s*<img\b[^<>]*>\s*(?:</a>)?)([\s\S]*)", re.IGNORECASE)
_SHORTCODE = re.compile(r"\[/?(?:gallery|embed|video|audio|playlist)\b[^\]\[]*\]", re.IGNORECASE)


def recognises(raw: bytes) -> bool:
    return xml.begins(raw) == "rss" and b"wordpress.org/export/" in raw[:20_000].replace(b"\x00", b"")


def read(raw: bytes, path: str) -> list[Item]:
    """Every post, with the pictures that were added to it. Raises Unreadable when there is none."""
    root = feed.parsed(raw)
    channel = xml.first(root, "channel")
    nodes = feed.entries(root)
    authors = {_said(one, "author_login"): _said(one, "author_display_name") for one in xml.every(channel, "author")}
    pictures = [node for node in nodes if _said(node, "post_type") == "attachment"]
    posts = [node for node in nodes if _said(node, "post_type") in (None, "post")]
    if not posts:
        raise Unreadable("There are no posts in this export. Export posts and media, and send it again.")
    return [_post(node, pictures, authors, channel, path) for node in posts]


def _post(node: etree._Element, pictures: list, authors: dict, channel: etree._Element, path: str) -> Item:
    status = _said(node, "status") or "publish"
    login = _said(node, "creator")
    item = Item(
        path=path,
        format="wxr",
        guid=_said(node, "guid"),
        pubstatus=STATUS.get(status, "withheld"),
        headline=feed.title(node),
        byline=authors.get(login) or login,
        language=_said(channel, "language"),
        firstcreated=_moment(node, "post_date") or times.utc(_said(node, "pubDate")),
        versioncreated=_moment(node, "post_modified") or _moment(node, "post_date"),
        abstract=markup.plain(_encoded(node, "excerpt/")),
        source=feed.title(channel),
        signals=[] if status in STATUS else [f"status in WordPress: {status}"],
    )
    for kind in feed.subjects(node):
        if kind["scheme"] == "post_tag":
            item.keywords.append(kind["name"])
        else:
            item.subjects.append(kind)
    if link := markup.address(_said(node, "link")):
        item.links.append({"rel": "alternate", "guid": None, "href": link})
    if status == "future":
        item.embargoed = times.utc(_said(node, "post_date_gmt")) or UNREADABLE
    item.images = list(_pictures(node, pictures))
    body = _SHORTCODE.sub("", _CAPTION.sub(_figure, _encoded(node, "content/")))
    item.body_html = markup.story(_full_size(body, item), item)
    envelope.finish(item)
    item.guid = item.guid or identity.made(item)
    return item


def _pictures(post: etree._Element, pictures: list[etree._Element]):
    """The attachments of the post; the one that WordPress calls its thumbnail leads."""
    number, lead = _said(post, "post_id") or "", _meta(post, "_thumbnail_id") or ""
    own = [one for one in pictures if number == _said(one, "post_parent") or lead == _said(one, "post_id")]
    for one in sorted(own, key=lambda one: _said(one, "post_id") != lead):
        href = markup.address(_said(one, "attachment_url") or _said(one, "guid"))
        if href and is_picture(None, href):
            yield picture(
                [rendition(None, href, None)],
                guid=_said(one, "guid"),
                headline=feed.title(one),
                caption=markup.plain(_encoded(one, "excerpt/")) or markup.plain(_encoded(one, "content/")),
                alt=_meta(one, "_wp_attachment_image_alt"),
            )


def _figure(found: re.Match) -> str:
    """[caption]<img> Words[/caption] as the figure that it means."""
    match = _IMAGE.match(found[1].strip())
    return f"<figure>{match[1]}<figcaption>{match[2]}</figcaption></figure>" if match else found[1]


def _full_size(body: str, item: Item) -> str:
    """photo-300x200.jpg in the copy is photo.jpg among the pictures."""
    known = {image["href"] for image in item.images}

    def whole(found: re.Match) -> str:
        return found[1] + found[2] if found[1] + found[2] in known else found[0]

    return _SIZED.sub(whole, body)


def _said(node: etree._Element, name: str) -> str | None:
    return xml.said(node, name)


def _meta(node: etree._Element, key: str) -> str | None:
    return next(
        (_said(one, "meta_value") for one in xml.every(node, "postmeta") if _said(one, "meta_key") == key), None
    )


def _encoded(node: etree._Element, space: str) -> str:
    """content:encoded or excerpt:encoded: the same name, told apart by their namespaces."""
    found = (one for one in xml.every(node, "encoded") if space in (etree.QName(one).namespace or "") + "/")
    return next((one.text or "" for one in found), "")


def _moment(node: etree._Element, name: str) -> str | None:
    """In GMT where WordPress wrote it; it writes noughts for what has never been published."""
    return times.utc(_said(node, f"{name}_gmt")) or times.utc(_said(node, name))
