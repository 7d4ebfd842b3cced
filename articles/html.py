"""The one sanitizer: what the body of a story may hold. Used when copy comes in and when it is shown."""

import nh3

# What the body editor offers. `figure data-photo` stands for a photograph of the story (articles.public.body).
TAGS = {
    *("p", "br", "hr", "h2", "h3", "blockquote", "a", "strong", "em", "s", "sub", "sup"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "figure"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-photo"},
}

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener nofollow",
    clean_content_tags={"script", "style", "title", "noscript", "template"},
)


def clean(html: str) -> str:
    """The text with only what TAGS and ATTRIBUTES allow; NUL, which PostgreSQL refuses, is dropped."""
    cleaned = _cleaner.clean(html.replace("\x00", "")).strip()
    return "" if cleaned in ("<p></p>", "<p><br></p>") else cleaned
