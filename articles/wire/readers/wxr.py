"""WordPress's export (WXR): RSS in which posts, their pictures, pages and menus are all items; only posts are copy."""

import re

from lxml import etree

from .. import envelope, identity, markup, times, xml
from ..item import UNREADABLE, Item, Unreadable, attachment
from ..renditions import is_document, is_picture, picture, rendition
from . import feed

COPY = {None, "post", "article", "news", "story", "press-release", "press_release"}  # types; the others are no stories
STATUS = {"publish": "usable", "trash": "canceled"}  # a draft, what is pending, private or planned is withheld
_SIZED = re.compile(r"(https?://[^\s\"'<>]{1,500}?)-\d{1,5}x\d{1,5}(\.[a-z]{3,4})\b", re.IGNORECASE)
_CAPTION = re.compile(r"\[caption\b[^\]]*\]((?:(?!\[caption)[\s\S])*?)\[/caption\]", re.IGNORECASE)
_IMAGE = re.compile(r"((?:<a\b[^<>]*>)?\s*<img\b[^<>]*>\s*(?:</a>)?)([\s\S]*)", re.IGNORECASE)
# What plugins set in brackets: known by name, by what it closes, by its attributes, or alone in a line. Not "[sic]".
_NAME = r"[A-Za-z][\w-]{1,40}"
_SHORTCODE = re.compile(
    r"\[/?(?:gallery|embed|video|audio|playlist|dropcap)\b[^\]\[]*\]"
    rf"|\[/{_NAME}\]|\[{_NAME}\s[^\]\[<>=]{{0,200}}=[^\]\[<>]{{0,500}}\]|(?<=\n\n)\[{_NAME}\](?=\n\n)"
)
_BREAK = re.compile(r"(?<=[^>\s])[ \t]*\n(?=[^<\s])")


def recognises(raw: bytes) -> bool:
    return xml.begins(raw) == "rss" and b"wordpress.org/export/" in raw[:20_000].replace(b"\x00", b"")


def read(raw: bytes, path: str) -> list[Item]:
    """Every post, with the pictures that were added to it. Raises Unreadable when there is none."""
    root = feed.parsed(raw)
    channel = xml.first(root, "channel")
    nodes = feed.entries(root)
    authors = {_said(one, "author_login"): _said(one, "author_display_name") for one in xml.every(channel, "author")}
    files: dict[tuple, list] = {}
    for node in nodes:
        for key in ("post_id", "post_parent") if _said(node, "post_type") == "attachment" else ():
            files.setdefault((key, _said(node, key)), []).append(node)
    posts = [node for node in nodes if _said(node, "post_type") in COPY]
    if not posts:
        raise Unreadable("There are no posts in this export. Export posts and media, and send it again.")
    return [_post(node, files, authors, channel, path) for node in posts]


def _post(node: etree._Element, files: dict, authors: dict, channel: etree._Element, path: str) -> Item:
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
    if _said(node, "post_password") and item.pubstatus == "usable":
        item.pubstatus = "withheld"
        item.signals.append("protected by a password in WordPress")
    _categorize(node, item)
    if link := markup.address(_said(node, "link")):
        item.links.append({"rel": "alternate", "guid": None, "href": link})
    if status == "future":
        item.embargoed = times.utc(_said(node, "post_date_gmt")) or UNREADABLE
    _attach(node, files, item)
    body = _without_codes(_CAPTION.sub(_figure, _encoded(node, "content/").replace("\r\n", "\n")))
    item.body_html = markup.story(_full_size(body, item), item)
    envelope.finish(item)
    item.guid = item.guid or identity.made(item)
    return item


def _categorize(node: etree._Element, item: Item) -> None:
    writers = []
    for kind in feed.subjects(node):
        if kind["scheme"] == "post_tag":
            item.keywords.append(kind["name"])
        elif kind["scheme"] == "author":  # of the plugin for several authors
            writers.append(kind["name"])
        elif kind["scheme"] != "post_format":
            item.subjects.append(kind)
    item.byline = " and ".join(writers) or item.byline


def _attach(node: etree._Element, files: dict, item: Item) -> None:
    for one in _own(node, files):
        href = markup.address(_said(one, "attachment_url") or _said(one, "guid"))
        told = markup.plain(_encoded(one, "excerpt/")) or markup.plain(_encoded(one, "content/"))
        if href and is_picture(None, href):
            known = {"guid": _said(one, "guid"), "alt": _meta(one, "_wp_attachment_image_alt")}
            item.images.append(picture([rendition(None, href, None)], headline=feed.title(one), caption=told, **known))
        elif href and is_document(None, href):
            item.attachments.append(
                attachment(title=feed.title(one), intro=told, href=href, mimetype="application/pdf")
            )


def _own(post: etree._Element, files: dict[tuple, list]) -> list[etree._Element]:
    """The attachments of the post; the picture that WordPress calls its thumbnail leads."""
    number, lead = _said(post, "post_id"), _meta(post, "_thumbnail_id")
    leading = files.get(("post_id", lead), []) if lead else []
    others = files.get(("post_parent", number), []) if number else []
    return [*leading, *(one for one in others if one not in leading)]


def _without_codes(body: str) -> str:
    """A line that WordPress would break stays broken; what opens with a shortcode that is closed was one."""
    closed = {name.lower() for name in re.findall(rf"\[/({_NAME})\]", body)}
    body = re.sub(rf"\[({_NAME})\]", lambda found: "" if found[1].lower() in closed else found[0], body)
    body = _SHORTCODE.sub("", body)
    return body if "<!-- wp:" in body else _BREAK.sub("<br>\n", body)


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
