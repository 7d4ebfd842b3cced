"""One parsed delivery, whatever its format was. No Django: readers are pure."""

from dataclasses import asdict, dataclass, field
from dataclasses import fields as dataclass_fields

from ..dateline import Dateline

PHOTO_ONLY = (
    "creator",
    "title",
    "instructions",
    "datecreated",
    "city",
    "country",
    "width",
    "height",
    "orientation",
    "gps",
    "digitalsourcetype",
)


# What `embargoed` holds where the delivery has an embargo whose end cannot be read: an editor decides.
UNREADABLE = "indefinite"


class Unreadable(Exception):
    """Its text is a whole sentence for an editor: what is wrong with the delivery, and what to do next."""


def folded(text: str | None) -> str | None:
    """White space folded; blank is None."""
    return " ".join(text.split()) or None if text else None


@dataclass
class Item:
    """Field names are those of `ingest --json`. What the delivery lacks is None, a list it lacks is empty.

    Times are UTC text, `2018-03-24T09:00:00Z`. `body_text` has a blank line between paragraphs, no dateline.
    images: {guid, file, href, headline, caption, credit, byline, alt, renditions: [{name, href, width,
    height, size, mimetype}]}; attachments: {file, title, intro, href, mimetype, size};
    subjects: {scheme, code, name}; ednotes: {role, text, public}; links: {rel, guid, href}.
    """

    path: str
    format: str
    outcome: str | None = None
    reason: str | None = None
    guid: str | None = None
    version: str | None = None
    type: str = "text"
    pubstatus: str | None = None
    urgency: int | None = None
    language: str | None = None
    firstcreated: str | None = None
    versioncreated: str | None = None
    contentcreated: str | None = None
    embargoed: str | None = None
    expires: str | None = None
    headline: str | None = None
    subheadline: str | None = None
    slugline: str | None = None
    byline: str | None = None
    dateline: Dateline | None = None
    dateline_element: str | None = None
    located: str | None = None
    creditline: str | None = None
    source: str | None = None
    copyrightholder: str | None = None
    copyrightnotice: str | None = None
    usageterms: str | None = None
    keywords: list[str] = field(default_factory=list)
    subjects: list[dict] = field(default_factory=list)
    genre: str | None = None
    ednotes: list[dict] = field(default_factory=list)
    abstract: str | None = None
    caption: str | None = None
    body_html: str | None = None
    body_text: str | None = None
    images: list[dict] = field(default_factory=list)
    attachments: list[dict] = field(default_factory=list)
    links: list[dict] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    replaces: str | None = None
    not_for_publication: bool | None = None
    breadcrumb: list[str] = field(default_factory=list)
    # A photograph's own; printed for no other type.
    creator: str | None = None
    title: str | None = None
    instructions: str | None = None
    datecreated: str | None = None
    city: str | None = None
    country: str | None = None
    width: int | None = None
    height: int | None = None
    orientation: int | None = None
    gps: bool | None = None
    digitalsourcetype: str | None = None

    def as_json(self) -> dict:
        fields = asdict(self)
        if self.type != "picture":
            for name in PHOTO_ONLY:
                del fields[name]
        return fields


def from_json(fields: dict) -> Item:
    """The item that `as_json` wrote, also one that an earlier version of the product wrote."""
    known = {field.name for field in dataclass_fields(Item)}
    item = Item(**{name: value for name, value in fields.items() if name in known})
    if item.dateline:
        item.dateline = Dateline(**{**item.dateline, "cities": tuple(item.dateline["cities"])})
    return item


def image(**known: str | None) -> dict:
    """An entry of `images`; what is not known is None."""
    names = ("guid", "file", "href", "headline", "caption", "credit", "byline", "alt")
    return {**dict.fromkeys(names), "renditions": [], **known}


def attachment(**known: str | int | None) -> dict:
    """An entry of `attachments`; what is not known is None."""
    return {**dict.fromkeys(("file", "title", "intro", "href", "mimetype", "size")), **known}
