"""The one shape of a story's content. Revisions, editions and differences all hold it.

Keys are only ever added, never renamed: old editions are read by new code.
"""

import hashlib
import json
from typing import Any, TypedDict

from django.db.models import Prefetch

from articles.models import Article, ArticleDocument, ArticlePhoto


class FileContent(TypedDict, total=False):
    """`name` is the name in the private storage, `file_name` the one that people see.

    The public address is made from `address` where there is one, which outlives the file, else from `name`.
    """

    name: str
    address: str
    file_name: str
    type: str
    size: int
    sha256: str


class RenditionContent(TypedDict):
    name: str
    type: str
    width: int
    height: int
    size: int


class PhotoContent(TypedDict):
    photo: int
    role: str
    headline: str
    caption: str
    creator: str
    credit: str
    copyright: str
    alt: str
    width: int
    height: int
    focus: list[int]
    file: FileContent
    renditions: list[RenditionContent]


class CoverContent(TypedDict):
    """The first page of a PDF: `file` is its largest JPEG, `renditions` are as those of a photograph."""

    width: int
    height: int
    file: FileContent
    renditions: list[RenditionContent]


class DocumentContent(TypedDict, total=False):
    document: int
    title: str
    intro: str
    pages: int
    file: FileContent
    cover: CoverContent


class Content(TypedDict, total=False):
    """`topics` and `related` are slugs and guids, `topic_names` what readers call those topics, by slug.

    `dated` is ISO 8601 or None. `desk` holds what readers never get: `public()` takes it off.
    """

    guid: str
    headline: str
    search_headline: str
    slug: str
    summary: str
    dateline: str
    byline: str
    source: dict[str, str]
    section: str
    topics: list[str]
    topic_names: dict[str, str]
    related: list[str]
    language: str
    body: str
    dated: str | None
    photos: list[PhotoContent]
    documents: list[DocumentContent]
    desk: dict[str, Any]


# The texts that an editor types, in the order in which a page shows them.
TEXTS = ("headline", "search_headline", "slug", "summary", "dateline", "byline", "body")


def snapshot(article: Article) -> Content:
    return {
        "guid": article.guid,
        **{name: getattr(article, name) for name in TEXTS},
        "source": {"slug": article.source.slug, "name": article.source.name},
        "section": article.section.path,
        "topics": sorted(topic.slug for topic in article.topics.all()),
        "topic_names": {topic.slug: topic.name for topic in article.topics.all()},
        "related": sorted(story.guid for story in article.related.all()),
        "language": article.language,
        "dated": article.dated and article.dated.isoformat(),
        "photos": [_photo(use) for use in article.photos.all()],
        "documents": [_document(use) for use in article.documents.all()],
        "desk": {
            "slugline": article.slugline,
            "ednote": article.ednote,
            "urgency": article.urgency,
            "pubstatus": article.pubstatus,
            "embargo": article.embargo and article.embargo.isoformat(),
            "embargo_indefinite": article.embargo_indefinite,
            "expires": article.expires and article.expires.isoformat(),
            "usage_terms": article.usage_terms,
            "desk_status": article.desk_status,
        },
    }


def related_rows(queryset):
    """The queryset with all that `snapshot` reads, in five queries. The text of a PDF may be long, and is not read."""
    photos = ArticlePhoto.objects.select_related("photo__source")
    documents = ArticleDocument.objects.select_related("document").defer("document__text")
    return queryset.select_related("source", "section").prefetch_related(
        "topics", "related", Prefetch("photos", photos), Prefetch("documents", documents)
    )


def public(content: Content) -> Content:
    return {key: value for key, value in content.items() if key != "desk"}


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Content) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def _photo(use: ArticlePhoto) -> PhotoContent:
    photo = use.photo
    return {
        "photo": photo.pk,
        "role": use.role,
        "headline": photo.headline,
        "caption": use.caption or photo.caption,
        "creator": photo.creator,
        "credit": use.credit or photo.credit,
        "copyright": photo.copyright_notice,
        "alt": use.alt or photo.alt_text,
        "width": photo.width,
        "height": photo.height,
        "focus": [
            photo.focal_x if use.focal_x is None else use.focal_x,
            photo.focal_y if use.focal_y is None else use.focal_y,
        ],
        "file": {
            "name": photo.cleaned,
            "file_name": photo.file_name,
            "type": photo.cleaned_type,
            "size": photo.cleaned_size,
            "sha256": photo.cleaned_sha256,
        },
        "renditions": photo.renditions,
    }


def _document(use: ArticleDocument) -> DocumentContent:
    document = use.document
    as_it_came = document.signed and document.keep_signature
    return {
        "document": document.pk,
        "title": use.title or document.file_name,
        "intro": use.intro,
        "pages": document.page_count,
        "file": {
            "name": document.original if as_it_came else document.cleaned,
            "address": document.address,
            "file_name": document.file_name,
            "type": "application/pdf",
            "size": document.size if as_it_came else document.cleaned_size,
            "sha256": document.sha256 if as_it_came else document.cleaned_sha256,
        },
        **({"cover": document.cover} if document.cover else {}),
    }
