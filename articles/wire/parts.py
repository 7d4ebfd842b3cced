"""What belongs together though it came apart: pictures, PDFs, and the members of packages.

An item's names are kept, and looked up when they are needed: which came first makes no difference.
"""

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from articles.models import Article, Source, WireItem, WireName
from articles.wire import recognise
from articles.wire.item import Item

FILES = ("picture", "graphic", "document")  # types that come with a story
AS_FILES = ("picture", "pdf")  # formats whose bytes are the file itself


def names(item: Item) -> set[str]:
    """Of files and of members, by which they may have come, or will come, in another delivery."""
    if item.format in AS_FILES:
        return set()
    found = {image[key] for image in item.images for key in ("file", "guid")}
    found |= {attachment["file"] for attachment in item.attachments}
    found |= {link["guid"] for link in item.links} if is_package(item) else set()
    return {name[:255] for name in found if name and name != item.guid}


def remember(row: WireItem, item: Item) -> None:
    """Keep the names of an item that has been saved; files that came before it stand with it from now on."""
    named = names(item)
    if not named:
        return
    WireName.objects.bulk_create([WireName(item=row, source=row.source, name=name) for name in sorted(named)])
    before = _called(row.source, named).filter(type__in=FILES, state=WireItem.State.NEW, article=None)
    before.exclude(pk=row.pk).update(**({"article": row.article} if row.article else {"part": True}))


def place(row: WireItem) -> None:
    """Put a file that comes after its story beside it: unseen in Incoming, or with the working copy if there is one.

    What that has already, because it lay beside the copy, is taken.
    """
    if row.type not in FILES or row.article_id:
        return
    namers = WireName.objects.filter(source=row.source, name__in=[row.file_name, row.guid]).exclude(item=row.pk)
    stories = [name.item for name in namers.select_related("item__article")]
    row.article = next((story.article for story in stories if story.article_id), None)
    row.part = bool(stories) and not row.article
    if row.article and _has(row.article, row.sha256):
        row.state = WireItem.State.TAKEN


def _has(article: Article, sha256: str) -> bool:
    uses = article.photos.filter(photo__sha256=sha256), article.documents.filter(document__sha256=sha256)
    return any(use.exists() for use in uses)


def is_package(item: Item) -> bool:
    """Does the item only lead to others? A composite with a text of its own is a story."""
    return item.type == "package" or (item.type == "composite" and not item.body_html and bool(item.links))


def members(row: WireItem, item: Item) -> list[tuple[dict, WireItem | None]]:
    """The links of a package, each with the version that counts of what it leads to, or None: not here as yet."""
    guids = [link["guid"] for link in item.links if link["guid"]]
    known = WireItem.objects.filter(source=row.source, guid__in=guids, current=True).select_related("article")
    found = {one.guid: one for one in known}
    return [(link, found.get(link["guid"])) for link in item.links if link["guid"] or link["href"]]


def taken(row: WireItem, item: Item, article: Article | None) -> None:
    """The item is at the desk, and so are the files that it names."""
    row.article, row.state = article, WireItem.State.TAKEN
    row.save(update_fields=["article", "state"])
    if named := names(item):
        came = _called(row.source, named).filter(type__in=FILES, state=WireItem.State.NEW)
        came.update(article=article, state=WireItem.State.TAKEN)


def delivered(source: Source, name: str) -> tuple[WireItem, bytes] | None:
    """The file that came by that name, or for the item with that identifier, and its bytes."""
    found = newest(source, name)
    if not found:
        return None
    with default_storage.open(found.raw) as file:
        raw = file.read()
    return found, recognise.files(raw).get(found.file_name, raw)


def newest(source: Source, name: str) -> WireItem | None:
    """Of several files the newest; where an item only tells of a file that came by itself, that file."""
    found = _newest(source, {name})
    if found and found.format not in AS_FILES:
        told = {image["file"] for image in found.parsed["images"] if image["file"]}
        found = _newest(source, told, format__in=AS_FILES)
    return found


def _newest(source: Source, named: set[str], **words) -> WireItem | None:
    files = _called(source, named).filter(type__in=FILES, **words).exclude(pubstatus="canceled")
    return files.order_by("-current", "-pk").first()


def _called(source: Source, named: set[str]) -> QuerySet[WireItem]:
    return WireItem.objects.filter(Q(file_name__in=named) | Q(guid__in=named), source=source)
