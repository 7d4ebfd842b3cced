"""The one sanitizer: what the body of a story may hold. Used when copy comes in and when it is shown."""

import re

import nh3

# What the body editor offers. An empty figure stands for a photograph or a document of the library, and a link
# with `data-story` leads to another story; articles.public.render makes pictures and addresses of them.
TAGS = {
    *("p", "br", "hr", "h2", "h3", "blockquote", "a", "strong", "em", "s", "sub", "sup"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "figure"),
}
ATTRIBUTES = {
    "a": {"href", "title", "data-story"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-photo", "data-document"},
}
# As the sanitizer writes them: attributes in double quotes, and none within a value.
_REFERRING = re.compile(r'<(figure|a)((?: [a-z-]+="[^"]*")*)>|</figure>')
_REFERENCE = re.compile(r' data-(photo|document|story)="([0-9]{1,18})"')
# The sanitizer's time grows with the square of their number.
_BLANKS = re.compile(r"(?:\u00a0|&nbsp;|&#160;){20,}")

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
    clean_content_tags={"script", "style", "title", "noscript", "template"},
)


def clean(html: str) -> str:
    """The text with only what TAGS and ATTRIBUTES allow; NUL, which PostgreSQL refuses, is dropped.

    A figure comes out empty: what stood in it stands behind it. Empty paragraphs at the end, which an editor
    needs below a figure, go.
    """
    cleaned = _REFERRING.sub(_reference, _cleaner.clean(_BLANKS.sub("\u00a0", html.replace("\x00", "")))).strip()
    end = len(cleaned)
    while found := next((empty for empty in ("<p></p>", "<p><br></p>") if cleaned.endswith(empty, 0, end)), None):
        end -= len(found)
    return cleaned[:end]


def references(html: str) -> dict[str, list[int]]:
    """The photographs, documents and stories that the text refers to, each once, in their order."""
    found: dict[str, dict[int, None]] = {"photo": {}, "document": {}, "story": {}}
    for tag in _REFERRING.finditer(clean(html)):
        if reference := _REFERENCE.search(tag[2] or ""):
            found[reference[1]][int(reference[2])] = None
    return {kind: list(numbers) for kind, numbers in found.items()}


def _reference(tag: re.Match) -> str:
    name, attributes = tag.groups()
    found = _REFERENCE.search(attributes or "")
    if name == "figure":
        return f'<figure data-{found[1]}="{int(found[2])}"></figure>' if found else ""
    if name == "a":
        return f'<a data-story="{int(found[2])}">' if found else re.sub(' data-story="[^"]*"', "", tag[0])
    return ""
