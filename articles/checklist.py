"""What an editor should look at before a story goes out."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.text import Truncator

from articles import html
from articles.models import Article, ArticleDocument, ArticlePhoto, Edition
from articles.publishing import said

# What a section may ask for before a story of its goes out, in plain words for its form.
CHOICES = {
    "headline": "A headline of at most 110 characters",
    "summary": "A summary",
    "byline": "A byline",
    "dateline": "A dateline",
    "links": "No link to a story that readers cannot open",
    "lead": "A lead photograph, where there are photographs",
    "alt": "An alternative text for every photograph",
    "caption": "A caption for every photograph",
    "credit": "A credit line for every photograph",
    "rights": "No usage terms that somebody must read",
    "findings": "Nothing found in the PDFs",
}


@dataclass
class Point:
    """In order, or a sentence that says what is missing and `where` on the story form it is mended."""

    code: str
    name: str
    ok: bool
    sentence: str
    where: str
    blocks: bool = False


def of(article: Article, at: datetime) -> list[Point]:
    """Load the article with content.related_rows. What blocks is what the section and those above it ask for."""
    photos, documents = list(article.photos.all()), list(article.documents.all())
    asked = {"text", *(code for section in article.section.lineage() for code in section.blocking)}
    points = [
        *_words(article),
        _links(article, at),
        *_photos(photos),
        _rights(article, photos),
        _findings(documents),
        _embargo(article, at),
        _agency(article),
    ]
    return [replace(point, blocks=point.blocks or point.code in asked) for point in points if point]


def blocked(points: list[Point]) -> list[Point]:
    return [point for point in points if point.blocks and not point.ok]


def _words(article: Article) -> list[Point]:
    length = len(article.headline)
    long = f"It has {length} characters. Shorter ones read better on a phone."
    return [
        Point("headline", "Headline", length <= 110, long, "id_headline"),
        Point("text", "Text", bool(article.body), "The story has no text.", "id_body"),
        Point("summary", "Summary", bool(article.summary), "No summary: lists show the headline alone.", "id_summary"),
        Point("byline", "Byline", bool(article.byline), "No byline: readers are not told who reports.", "id_byline"),
        Point(
            "dateline",
            "Dateline",
            bool(article.dateline),
            "No dateline. Right for a feature, not for a dispatch.",
            "id_dateline",
        ),
    ]


def _agency(article: Article) -> Point | None:
    """What desk and agency changed, each in its way, waits on the item in Incoming."""
    if not article.wire_items.exclude(conflicts=[]).exists():
        return None
    told = "Desk and agency changed the same words, and nobody has chosen yet. Choose on the item in Incoming."
    return Point("agency", "The agency's words", False, told, "id_body")


def _links(article: Article, at: datetime) -> Point | None:
    """A link to this story itself works as soon as it is out."""
    linked = set(html.references(article.body)["story"]) - {article.pk}
    if not linked:
        return None
    live = Edition.objects.live(at).filter(article__in=linked).values("article")
    held = list(Article.objects.filter(pk__in=linked).exclude(pk__in=live).values_list("headline", flat=True))
    names = ", ".join(f"“{_name(headline, 60)}”" for headline in held)
    it, its = ("it", "its") if len(held) == 1 else ("them", "their")
    sentence = f"{names}: readers cannot open {it}; {its} words stay as plain text."
    return Point("links", "Links to stories", not held, sentence, "id_body")


def _photos(photos: list[ArticlePhoto]) -> list[Point]:
    if not photos:
        return []
    lead = any(use.role == use.Role.LEAD for use in photos)
    points = [Point("lead", "Lead photograph", lead, "None of the photographs is the lead.", "photos-group")]
    for code, library, name, lack in (
        ("alt", "alt_text", "Alternative text", "no alternative text, so that blind readers get nothing"),
        ("caption", "caption", "Captions", "no caption"),
        ("credit", "credit", "Credits", "no credit line"),
    ):
        without = [use.photo.file_name for use in photos if not (getattr(use, code) or getattr(use.photo, library))]
        points.append(Point(code, name, not without, _without(without, lack), "photos-group"))
    return points


def _without(names: list[str], lack: str) -> str:
    count = "1 photograph has" if len(names) == 1 else f"{len(names)} photographs have"
    return f"{count} {lack}: {_listed(names)}."


def _rights(article: Article, photos: list[ArticlePhoto]) -> Point:
    terms = [article.source.name] if article.usage_terms else []
    terms += [Truncator(use).chars(60) for use in photos if use.photo.usage_terms]
    where = "id_usage_terms" if article.usage_terms else "photos-group"
    return Point("rights", "Rights", not terms, f"Read the usage terms of: {', '.join(terms)}.", where)


def _findings(documents: list[ArticleDocument]) -> Point | None:
    """Each sentence once with the files that it is true of, and files of which the same is true together."""
    if not documents:
        return None
    files: dict[str, list[str]] = {}
    # Who made a file is the least of what may be found.
    for use in sorted(documents, key=lambda use: use.document.file_name):
        for finding in sorted(use.document.findings, key=lambda finding: finding["code"] == "author_data"):
            files.setdefault(_short(finding["sentence"]), []).append(use.document.file_name)
    said: dict[tuple[str, ...], list[str]] = {}
    for sentence, names in files.items():
        said.setdefault(tuple(names), []).append(sentence)
    lines = [f"{_listed(list(names))}: {' '.join(sentences)}" for names, sentences in said.items()]
    return Point("findings", "PDF findings", not files, "\n".join(lines), "documents-group")


def _short(sentence: str) -> str:
    """What made a file may call itself by the whole name of a browser."""
    return re.sub(r"^(Says who or what made it \(.{60}).+(?=\);)", r"\1…", sentence, flags=re.DOTALL)


def _embargo(article: Article, at: datetime) -> Point | None:
    if article.embargo_indefinite:
        sentence = "The story is embargoed until further notice. Take the embargo off first."
        return Point("embargo", "Embargo", False, sentence, "id_embargo_indefinite", blocks=True)
    if article.embargo and article.embargo > at:
        sentence = f"Embargoed until {said(article.embargo)}. Readers get nothing before."
        return Point("embargo", "Embargo", False, sentence, "id_embargo")
    return None


def _listed(names: list[str]) -> str:
    return ", ".join(_name(name, 40) for name in names)


def _name(name: str, most: int) -> str:
    """Shortened in its middle, so that ends can be told apart; its direction of writing does not reach the sentence."""
    if len(name) > most:
        name = f"{name[: most * 5 // 8]}…{name[-(most * 3 // 8 - 1) :]}"
    return f"\u2068{name}\u2069"
