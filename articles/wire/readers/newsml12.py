"""NewsML 1.0 to 1.2: one or more NewsItems, each a tree of components, of which one or more hold the story."""

import re
from collections.abc import Iterator

from lxml import etree

from .. import copy, markup
from ..envelope import MAX_ITEMS, finish, note, page, says_something
from ..item import Item, Unreadable, attachment
from ..renditions import best_of, file_of, is_document, is_picture, picture, rendition
from ..xml import attribute, begins, every, first, inner, name, root
from . import nitf
from .newsml12_meta import formal, identify, language, line, manage, told

# The field for a component's text, by its role; what has another role, or none, is the story.
CAPTION = {"caption", "legend"}
PARTS = {
    **dict.fromkeys(("lead", "abstract", "summary", "teaser"), "abstract"),
    **dict.fromkeys(("headline", "title"), "headline"),
    **dict.fromkeys(("subheadline", "subtitle"), "subheadline"),
    **dict.fromkeys(CAPTION, "caption"),
    **dict.fromkeys(("contact", "contacts", "instruction", "instructions", "editorsnote", "note"), "ednote"),
}
IGNORED = {"stylesheet", "style sheet", "style", "tweettext", "tweet"}
FOR_EDITORS = {"tip", "advisory"}
STYLES = re.compile(r"css|xslt?\b", re.IGNORECASE)
PICTURES = {"picture", "photo", "image", "graphic", "logo", "illustration"}
OTHER_MEDIA = {"video", "audio", "animation", "sound"}
# Where a sound or a film belongs in a script; the rows of stars between its items.
CUES = re.compile(r"<NewsComponentRef\b[^<>]*>|^[ \t]*NewsComponentRef[ \t]*$|^[ \t]*\*{3,}", re.MULTILINE)
WIDTHS = ("PixelWidth", "Width", "width")
HEIGHTS = ("PixelHeight", "Height", "height")


def recognises(raw: bytes) -> bool:
    return begins(raw) == "newsml"


def read(raw: bytes, path: str) -> list[Item]:
    """Every story in the file. Raises Unreadable when there is none."""
    node = root(raw)
    several = every(node, "NewsItem")
    if len(several) > MAX_ITEMS:
        raise Unreadable(f"The file holds {len(several):,} items, more than {MAX_ITEMS:,}. Ask for fewer at a time.")
    items = [item for news in several for item in _items(news, path, node)]
    if not items:
        raise Unreadable("There is no story in this NewsML file. Check what was sent, and ask for it again.")
    return items


def _items(news: etree._Element, path: str, whole: etree._Element) -> Iterator[Item]:
    """One item; or one for each language in which the same NewsItem brings a whole story."""
    top = first(news, "NewsComponent")
    versions = [
        one for one in every(top, "NewsComponent") if attribute(one, "lang") and told(one, "NewsLines", "HeadLine")
    ]
    languages = [language(attribute(one, "lang")) for one in versions]
    apart = len(set(languages)) == len(languages) > 1
    main = language(attribute(top, "lang"))
    main = main if main in languages else next(iter(languages), None)
    for number, component in enumerate(versions if apart else [top]):
        item = Item(path=path, format="newsml-1.2")
        identify(item, news)
        manage(item, news)
        if apart and item.guid and languages[number] != main:
            item.guid += f":{languages[number]}"
        if apart:
            item.language = languages[number]
        if component is not None:
            _compose(item, component)
        if apart:
            line(item, top)
        item.source = item.source or formal(first(whole, "NewsEnvelope", "SentFrom", "Party"))
        if says_something(item) and (item.pubstatus == "canceled" or _told(item)):
            yield finish(item)


def _told(item: Item) -> bool:
    """A name alone is no story, but for a kill."""
    words = (item.headline, item.slugline, item.abstract, item.caption, item.body_html)
    return any((*words, item.images, item.attachments, item.links, item.ednotes))


def _compose(item: Item, top: etree._Element) -> None:
    """The lines nearest to the story count first; then its texts by their roles; then its files."""
    components = list(top.iter("{*}NewsComponent"))
    frames = _frames(components)
    framed = {below for frame in frames for below in frame.iter("{*}NewsComponent")}
    texts = [one for one in components if one not in framed and not _styles(one) and _raw(one)]
    story = next((one for one in texts if _role(one) not in PARTS), None)
    if story is None and top not in frames:
        framed = set()
    near = [story, *story.iterancestors("{*}NewsComponent")] if story is not None else [top]
    near = near[: near.index(top) + 1] if top in near else near
    lines = [*near, *(one for one in components if one not in near and one not in framed)]
    for component in lines:
        line(item, component)
    for component in texts:
        _text(item, component)
    item.images += [_image(frame, contents) for frame, contents in frames.items()]
    for component in components:
        _files(item, component)
    if item.subheadline in item.keywords:
        item.slugline, item.subheadline = item.slugline or item.subheadline, None
    roles = {_role(one) for one in near}
    if story is None:
        _alone(item, components, frames)
    elif found := roles & {"video", "audio"}:
        item.type = found.pop()
    if roles & FOR_EDITORS or any(_role(one) in FOR_EDITORS for one in components if story is None):
        item.not_for_publication = True


def _role(component: etree._Element) -> str:
    return (formal(first(component, "Role")) or "").casefold().rpartition(":")[2]


def _styles(component: etree._Element) -> bool:
    """Is it a style sheet, by its role or by what is in it?"""
    kinds = [formal(first(component, "ContentItem", kind)) for kind in ("MimeType", "Format")]
    return _role(component) in IGNORED or any(STYLES.search(kind or "") for kind in kinds)


def _frames(components: list[etree._Element]) -> dict[etree._Element, list[etree._Element]]:
    """The components that each stand for one picture, with its files."""
    roles = {component: _role(component) for component in components}
    captioned = {component.getparent() for component, role in roles.items() if role in CAPTION}
    frames: dict[etree._Element, list[etree._Element]] = {}
    for component in components:
        files = [one for one in every(component, "ContentItem") if _pictured(one)]
        around = [one for one in (component, *component.iterancestors("{*}NewsComponent")) if one in roles]
        if files and not OTHER_MEDIA.intersection(roles[one] for one in around):
            # The nearest whose role is a picture; or the one that holds the caption; or the one with the file.
            # Of several the one that has lines of its own.
            named = [one for one in around if roles[one] in PICTURES]
            named.sort(key=lambda one: not told(one, "NewsLines", "*"))
            told_of = (one for one in around[:3] if one in captioned)
            frames.setdefault([*named, *told_of, component][0], []).extend(files)
    return frames


def _pictured(content: etree._Element) -> bool:
    href, mimetype = attribute(content, "Href"), formal(first(content, "MimeType"))
    kind = (formal(first(content, "MediaType")) or "").casefold()
    return bool(href) and (is_picture(mimetype, href) or (not mimetype and kind in PICTURES))


def _raw(component: etree._Element) -> str:
    return "".join("".join(one.itertext()) for one in every(component, "ContentItem", "DataContent")).strip()


def _html(item: Item, component: etree._Element) -> str:
    """The texts of a component as HTML; an NITF document in it fills the item."""
    parts = []
    for data in every(component, "ContentItem", "DataContent"):
        document = next((one for one in data if isinstance(one.tag, str)), None)
        if document is None:
            words = re.sub(r"\r\n?", "\n", "".join(data.itertext()))
            parts.append(page(markup.as_html(CUES.sub("\n\n", words)), item))
        elif name(document) == "nitf":
            nitf.within(item, document)
            parts.append(item.body_html or "")
        elif name(document) == "html":
            bodies = every(document, "body")
            item.headline = item.headline or told(document, "head", "title")
            parts.append(page("".join(map(inner, bodies)) or inner(document), item))
        else:
            parts.append(page(inner(data), item))
    return "\n".join(parts)


def _text(item: Item, component: etree._Element) -> None:
    """A text goes where its role says; one with another role, or none, is the story."""
    part = PARTS.get(_role(component))
    if part is None:
        before = item.body_html
        found = _html(item, component)
        item.body_html = "\n".join(filter(None, (before, found)))
        # An address of the web that is no picture's, without a word to it, only counts who reads.
        item.images = [one for one in item.images if one["caption"] or one["alt"] or is_picture(None, one["href"])]
        return
    words = copy.said(_html(Item(path="", format=""), component)) or None
    if part == "ednote":
        item.ednotes += note(_role(component), words, public=False)
    else:
        setattr(item, part, getattr(item, part) or words)


def _image(frame: etree._Element, contents: list[etree._Element]) -> dict:
    components = list(frame.iter("{*}NewsComponent"))
    texts = [one for one in components if _raw(one) and PARTS.get(_role(one)) != "headline"]
    captions = [copy.said(_html(Item(path="", format=""), one)) for one in texts]
    lines = [told(one, "NewsLines", "HeadLine") for one in components]
    known = {
        "headline": next(filter(None, lines), None),
        "caption": " ".join(dict.fromkeys(filter(None, captions))) or None,
        "credit": told(frame, "NewsLines", "CreditLine"),
        "byline": told(frame, "NewsLines", "ByLine"),
    }
    return picture([_rendition(one) for one in contents], **known)


def _rendition(content: etree._Element) -> dict:
    """Sizes stand in characteristics, under names of each agency's own."""
    found = _characteristics(content)
    told_size = told(content, "Characteristics", "SizeInBytes")
    width, height = (next(filter(None, map(found.get, keys)), None) for keys in (WIDTHS, HEIGHTS))
    label = found.get("ImageUse") or _role(content.getparent()) or attribute(content, "Duid")
    mimetype = formal(first(content, "MimeType"))
    return rendition(label, attribute(content, "Href"), mimetype, width=width, height=height, size=told_size)


def _characteristics(content: etree._Element) -> dict[str | None, str | None]:
    return {
        attribute(one, "FormalName"): attribute(one, "Value") for one in every(content, "Characteristics", "Property")
    }


def _files(item: Item, component: etree._Element) -> None:
    """Files that are no pictures: documents are attached, the rest are links."""
    for content in every(component, "ContentItem"):
        href, mimetype = attribute(content, "Href"), formal(first(content, "MimeType"))
        if not href or _pictured(content) or _styles(component):
            continue
        if is_document(mimetype, href):
            title = _characteristics(content).get("Title") or told(component, "NewsLines", "HeadLine")
            size = _rendition(content)["size"]
            known = {"file": file_of(href), "title": title, "size": size}
            item.attachments.append(attachment(href=href, mimetype=mimetype, **known))
        else:
            item.links.append({"rel": _role(component) or "content", "guid": None, "href": href})


def _alone(item: Item, components: list[etree._Element], frames: dict) -> None:
    """An item without a text is a picture, or what its media type says."""
    kinds = {(formal(first(one, "ContentItem", "MediaType")) or "").casefold() for one in components}
    roles = {_role(one) for one in components}
    if len(item.images) == len(frames) == 1:
        [one] = item.images
        item.type = "picture"
        item.caption, item.creator = one["caption"], item.byline
        one["guid"], one["headline"] = item.guid, one["headline"] or item.headline
        one["credit"], one["byline"] = one["credit"] or item.creditline, one["byline"] or item.byline
        best = best_of(one["renditions"])
        item.width, item.height = best["width"], best["height"]
    elif found := OTHER_MEDIA.intersection(kinds | roles) & {"video", "audio"}:
        item.type = found.pop()
