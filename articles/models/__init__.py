from .article import Article, ArticleDocument, ArticlePhoto
from .document import Document, DocumentVersion
from .edition import FOREVER, Change, Edition, EditionFile, Listing
from .front import Front
from .photo import Photo
from .revision import Revision
from .section import Section
from .site import Page, Site
from .source import SectionRule, Source, Topic
from .wire import WireFeed, WireItem, WireName

__all__ = [
    "FOREVER",
    "Article",
    "ArticleDocument",
    "ArticlePhoto",
    "Change",
    "Document",
    "DocumentVersion",
    "Edition",
    "EditionFile",
    "Front",
    "Listing",
    "Page",
    "Photo",
    "Revision",
    "Section",
    "SectionRule",
    "Site",
    "Source",
    "Topic",
    "WireFeed",
    "WireItem",
    "WireName",
]
