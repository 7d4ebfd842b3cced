"""The history of the working copy: one revision for each save."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from articles import content as contents
from articles.models import Article, Revision


def keep(article: Article, by: AbstractBaseUser | None) -> Revision:
    """Record the article as it now stands, its photographs and documents included. Call it in the save's transaction.

    It raises `row_version`, by which a form that was filled from an older state is told apart.
    """
    now = timezone.now()
    version = article.row_version + 1
    Article.objects.filter(pk=article.pk).update(row_version=version, saved_by=by, saved_at=now)
    article.row_version = version
    content = contents.snapshot(contents.related_rows(Article.objects).get(pk=article.pk))
    return Revision.objects.create(
        article=article,
        version=version,
        saved_at=now,
        saved_by=by,
        content=content,
        digest=contents.digest(contents.public(content)),
    )
