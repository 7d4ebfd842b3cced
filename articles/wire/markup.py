"""Words and HTML as agencies mix them: text with tags, tags escaped once too often, pictures in the copy."""

import html
import re
from itertools import accumulate
from urllib.parse import urljoin

from .. import html as sanitizer
from . import copy
from .item import Item
from .renditions import picture, rendition

_TAG = re.compile(r"</?(?:p|br|div|span|a|b|i|u|em|strong|h[1-6]|ul|ol|li|table|blockquote|section|img)\b[^<>]*>", re.I)
_ESCAPED = re.compile(r"&(?:amp;)*lt;/?(?:p|br|div|span|a|em|strong|h[1-6]|ul|ol|li|blockquote)\b", re.I)
_DROPPED = re.compile(r"<(head|h1|figcaption)\b[^<>]*>((?:(?!<\1\b)[\s\S])*?)</\1\s*>", re.I)
_RUNS = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.I)
_FIGURE = re.compile(r"<figure\b[^<>]*>(?:(?!<figure\b)[\s\S])*?</figure\s*>", re.I)
_CAPTION = re.compile(r"<figcaption\b[^<>]*>([\s\S]*?)</figcaption", re.I)
_IMG = re.compile(r"<img\b[^<>]*>", re.I)
_HREF = re.compile(r"""(<a\b[^<>]*\bhref\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)')""", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
# Without these the words of two blocks would run together once a sanitizer has taken the tags.
_BLOCK = re.compile(r"</?(?:div|section|article|header|footer|main|center|h[456]|dt|dd|address)\b[^<>]*>", re.I)
_ENDS = re.compile(r"<br[^<>]*>|</(?:li|tr|p|h[1-6]|blockquote|ul|ol|table)>|<hr[^<>]*>", re.IGNORECASE)
_MARKED = re.compile(r"</(?:p|div)\s*>|<br\s*/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|quot|nbsp|[mn]dash|[lr][sd]quo|hellip|#\d{2,5}|#x[0-9a-f]{2,4});", re.IGNORECASE)
_TRUSTED = re.compile(r"https?://|urn:|tag:|(?![a-z][a-z0-9+.-]*:)", re.I)
MAX_WORDS = 100_000  # characters of a field that is one line
MAX_IMAGES = 200  # of one story
DEEPEST = 200  # elements within another; nobody writes that, and a sanitizer is slow with it
_NESTING = re.compile(r"<(/?)(?!(?:p|br|hr|img|li|t[drh]|d[td])\b)[a-z][a-z0-9]*\b", re.I)
LONG = 100  # characters; wider lines are not broken by hand, each is a paragraph


def as_html(text: str | None) -> str:
    """HTML of what may be HTML, HTML escaped by mistake, or plain text."""
    text = text or ""
    if not _TAG.search(text) and _ESCAPED.search(text):
        text = html.unescape(text.replace("&amp;lt;", "&lt;").replace("&amp;gt;", "&gt;"))
    if _TAG.search(text):
        return text
    text = html.unescape(text).replace("\r\n", "\n")
    if "\n\n" not in text and any(len(line) > LONG for line in text.split("\n")):
        text = text.replace("\n", "\n\n")
    return copy.paragraphs(text)


def plain(text: str | None) -> str | None:
    """One line of words: no tags, entities resolved, white space folded; blank is None."""
    text = (text or "")[:MAX_WORDS]
    if _ESCAPED.search(text):
        text = html.unescape(text)
    text = _RUNS.sub("", text)
    text = _TAG.sub(lambda tag: " " if tag[0].lower().startswith(("<p", "</p", "<br", "<li", "<div")) else "", text)
    return " ".join(html.unescape(text).split()) or None


def lined(text: str) -> str:
    """The words of HTML: a line for each block, blank lines between."""
    text = re.sub(r"</?div[^<>]{0,1000}>", "<br>", text)
    text = re.sub(r"</t[dh]>", " \\g<0>", text, flags=re.IGNORECASE)  # cells stand apart
    text = _RUNS.sub("", text)
    text = sanitizer.clean(text) if copy.longest_run(text) <= copy.MAX_RUN and _depth(text) <= DEEPEST else text
    text = _ENDS.sub("\n\n", re.sub(r"\s+", " ", text))
    text = html.unescape(re.sub(r"<[^<>]*>", "", text)).replace("\xa0", " ")
    return re.sub(r"\n\s*\n", "\n\n", text)


def spoken(text: str) -> str:
    """What should be plain text, without the HTML that some send for it."""
    marked = len(text) <= copy.MAX_TEXT and bool(_MARKED.search(text) or _ESCAPED.search(text))
    if marked and _depth(found := as_html(text)) <= DEEPEST:
        return lined(re.sub(r"\n\s*\n|\n(?=\s*<(?:p|div|h\d)\b)", "<br>", found)).strip()
    return html.unescape(text) if _ENTITY.search(text) else text


def story(text: str | None, item: Item, base: str = "") -> str:
    """The HTML of the body: pictures in it become images of the item, a headline in it is not said twice."""
    body = as_html(copy.bounded(text or "", item))
    if "<" not in body:
        return body
    if _depth(body) > DEEPEST:
        return copy.paragraphs(re.sub(r"<[^<>]*>", " ", body))
    body = _emphasised(body)
    body = _FIGURE.sub(lambda found: _lifted(found[0], item, base), body) if re.search("</figure", body, re.I) else body
    body = _IMG.sub(lambda found: _lifted(found[0], item, base), body)
    body = (
        _HREF.sub(
            lambda found: f'{found[1]}"{html.escape(address(html.unescape(found[2] or found[3] or ""), base) or "")}"',
            body,
        )
        if base
        else body
    )
    return _BLOCK.sub("<br>", _DROPPED.sub(lambda found: _kept(found, item), body))


def _emphasised(body: str) -> str:
    for tag, meant in (("b", "strong"), ("i", "em")):
        body = re.sub(rf"<(/?){tag}(?=[\s>])", rf"<\1{meant}", body, flags=re.IGNORECASE)
    return body


def _depth(body: str) -> int:
    steps = accumulate(-1 if tag[1] else 1 for tag in _NESTING.finditer(body))
    return max(steps, default=0)


def address(href: str | None, base: str = "") -> str | None:
    """The address in full, if it is one of the web, a name, or a file beside the copy; else None."""
    href = (href or "").strip()
    if not href or not _TRUSTED.match(href):
        return None
    try:
        return (urljoin(base, href) if base else href)[:2_000]
    except ValueError:
        return None


def _kept(found: re.Match, item: Item) -> str:
    """A headline that the item has goes, and another is a heading of the copy."""
    if found[1].lower() != "h1":
        return ""
    words = plain(found[2]) or ""
    if not item.headline:
        item.headline = words or None
    return "" if words in ("", item.headline) else f"<h2>{found[2]}</h2>"


def _lifted(figure: str, item: Item, base: str) -> str:
    for tag in _IMG.findall(figure) if len(item.images) < MAX_IMAGES else ():
        known = {name.lower(): html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(tag)}
        href = address(known.get("src"), base)
        caption = _CAPTION.search(figure)
        words = {"caption": plain(caption[1]) if caption else None, "alt": plain(known.get("alt"))}
        names = {href, known.get("data-uri"), known.get("uri")} - {None}
        if have := next((one for one in item.images if names & _names(one)), None):
            have.update({name: have[name] or said for name, said in words.items()})
        elif href and not {known.get("width"), known.get("height")} & {"0", "1"}:
            sizes = {"width": known.get("width"), "height": known.get("height")}
            item.images.append(picture([rendition(None, href, None, **sizes)], **words))
    return "" if "<img" in figure.lower() else figure


def _names(image: dict) -> set[str]:
    return {image["guid"], image["href"], *(rendition["href"] for rendition in image["renditions"])}
