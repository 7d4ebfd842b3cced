"""The record of what was published: sealed, edition by edition, and verified."""

import hashlib
from collections.abc import Iterator

from articles import content as contents
from articles.models import Article, Edition, EditionFile
from articles.reckon import reckon


def seal(edition: Edition, files: list[EditionFile], before: str) -> str:
    """SHA-256 over what an edition says, where and from when, its files, and the seal before it."""
    sealed = {
        "guid": edition.article.guid,
        "number": edition.number,
        "kind": edition.kind,
        "gone": edition.gone,
        "live_from": edition.live_from.isoformat(),
        "dated": edition.dated.isoformat(),
        "path": edition.path,
        "note": edition.public_note,
        "content": contents.digest(edition.content),
        "files": sorted(file.sha256 for file in files),
        "before": before,
    }
    return hashlib.sha256(contents.canonical(sealed)).hexdigest()


def verify() -> Iterator[str]:
    """A sentence for each edition that is not what was published, or whose interval is not what follows from it."""
    for article in Article.objects.filter(editions__isnull=False).distinct().order_by("pk").iterator(500):
        editions = list(article.editions.select_related("article").prefetch_related("files"))
        before = ""
        for edition, end in zip(editions, reckon(editions), strict=True):
            if edition.chain != seal(edition, list(edition.files.all()), before):
                yield f"Article {article.pk}, edition {edition.number}: the content or its seal was altered."
            if edition.live_until != end:
                yield f"Article {article.pk}, edition {edition.number}: it should end at {end.isoformat()}."
            before = edition.chain


def head() -> str:
    """One digest over the last seal of every article: keep it elsewhere and the record cannot be rewritten."""
    digest = hashlib.sha256()
    for article, chain in Edition.objects.order_by("article", "number").values_list("article", "chain").iterator():
        digest.update(f"{article}:{chain};".encode())
    return digest.hexdigest()
