"""A story that starts from another: its words, pictures and documents, with a life of its own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles import revising
from articles.models import Article
from articles.models.article import new_guid


@require_POST
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perms(["articles.view_article", "articles.add_article"]):
        raise PermissionDenied
    with transaction.atomic():
        copy = _copied(get_object_or_404(Article, pk=pk))
        copy.assigned_to = request.user
        copy.save()
        revising.keep(copy, request.user)
    messages.success(request, "This is the copy: a draft of its own. Embargo, expiry and notes came with it.")
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[copy.pk]))


def _copied(article: Article) -> Article:
    """The copy keeps what holds a story back; what belongs to the original's life stays with the original."""
    copy = Article.objects.get(pk=article.pk)
    copy.pk, copy._state.adding = None, True
    copy.guid, copy.source_version, copy.path, copy.withdrawals, copy.row_version = new_guid(), "", "", 0, 0
    copy.slug = f"{article.slug[:110]}-copy"
    copy.desk_status, copy.dated = Article.DeskStatus.DRAFT, None
    copy.save()
    copy.topics.set(article.topics.all())
    copy.related.set(article.related.all())
    for use in [*article.photos.all(), *article.documents.all()]:
        use.pk, use.article, use._state.adding = None, copy, True
        use.save()
    return copy


def urls(guarded) -> list[URLPattern]:
    return [path("<int:pk>/duplicate/", guarded(duplicate), name="articles_article_duplicate")]
