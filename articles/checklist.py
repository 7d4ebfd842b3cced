"""What an editor should look at before a story goes out."""

from dataclasses import dataclass

from articles.models import Article


@dataclass
class Point:
    """`ok`, or a sentence that says what is missing; a blocking one must be mended first."""

    name: str
    ok: bool
    sentence: str = ""
    blocks: bool = False


def of(article: Article) -> list[Point]:
    """Load the article with content.related_rows."""
    photos, documents = list(article.photos.all()), list(article.documents.all())
    lead = any(use.role == use.Role.LEAD for use in photos)
    length = len(article.headline)
    points = [
        Point("Headline", length <= 110, f"It has {length} characters. Shorter ones read better on a phone."),
        Point("Text", bool(article.body), "The story has no text.", blocks=True),
        Point("Byline", bool(article.byline), "No byline: readers are not told who reports."),
        Point("Dateline", bool(article.dateline), "No dateline. Right for a feature, not for a dispatch."),
        Point("Summary", bool(article.summary), "Lists show the headline alone."),
        Point("Lead photograph", lead or not photos, "None of the photographs is the lead."),
        *_each(photos, "alt", "alt_text", "Alternative text", "no alternative text: blind readers get nothing"),
        *_each(photos, "caption", "caption", "Captions", "no caption"),
        *_each(photos, "credit", "credit", "Credits", "no credit line"),
    ]
    terms = [str(use) for use in photos if use.photo.usage_terms]
    terms += [article.source.name] if article.usage_terms else []
    points.append(Point("Rights", not terms, f"Read the usage terms of: {', '.join(terms)}."))
    found = [(use.document.file_name, finding) for use in documents for finding in use.document.findings]
    found.sort(key=lambda pair: pair[1]["code"] == "author_data")  # who made it is the least of what may be found
    findings = [f"{name}: {finding['sentence']}" for name, finding in found]
    points.append(Point("PDF findings", not findings, "\n".join(findings)))
    return points


def _each(photos, own: str, library: str, name: str, lack: str) -> list[Point]:
    if not photos:
        return []
    without = [use.photo.file_name for use in photos if not (getattr(use, own) or getattr(use.photo, library))]
    return [Point(name, not without, f"{', '.join(without)}: {lack}.")]
