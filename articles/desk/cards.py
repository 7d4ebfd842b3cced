"""The cards of a story form: a photograph or a document of the library, with this story's words for it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from articles import html
from articles.desk import story_form
from articles.models import Article, ArticleDocument, ArticlePhoto, Document, Photo

# kind: (prefix of its rows in the form, what they refer to, the row, the inline)
KINDS = {
    "photo": ("photos", Photo, ArticlePhoto, story_form.PhotoInline),
    "document": ("documents", Document, ArticleDocument, story_form.DocumentInline),
}


@require_safe
def card(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """An empty card for a file of the library, as the form's script inserts it."""
    if kind not in KINDS:
        raise Http404
    if not request.user.has_perms(["articles.change_article", f"articles.view_{kind}"]):
        raise PermissionDenied
    row = get_object_or_404(KINDS[kind][1].objects.select_related("source"), pk=pk)
    return HttpResponse(blank(request, kind, row), headers={"Cache-Control": "no-store"})


def blank(request: HttpRequest, kind: str, row: Photo | Document) -> str:
    """The card's markup, with `__prefix__` in the place of its number."""
    prefix, _, model, inline = KINDS[kind]
    formset = inline(Article, admin.site).get_formset(request)(prefix=prefix, queryset=model.objects.none())
    use = model(**{kind: row})
    form = formset.form(prefix=f"{prefix}-__prefix__", instance=use, initial={kind: row.pk}, auto_id="id_%s")
    formset.add_fields(form, None)
    return render_to_string(f"desk/_{kind}_card.html", {"form": form, "use": use, kind: row}, request)


def place(article: Article) -> None:
    """Whatever the text shows belongs to the story: give it a row where it has none, and its place."""
    references = html.references(article.body)
    shown = article.photos.filter(photo__in=references["photo"], role=ArticlePhoto.Role.GALLERY)
    shown.update(role=ArticlePhoto.Role.INLINE)
    for kind, (prefix, library, model, _) in KINDS.items():
        rows = getattr(article, prefix)
        here = set(rows.values_list(f"{kind}_id", flat=True))
        known = set(library.objects.filter(pk__in=references[kind]).values_list("pk", flat=True))
        missing = [pk for pk in references[kind] if pk in known - here]
        for position, pk in enumerate(missing, start=len(here)):
            role = {"role": ArticlePhoto.Role.INLINE} if model is ArticlePhoto else {}
            model.objects.create(article=article, position=position, **{f"{kind}_id": pk}, **role)


def urls(guarded) -> list[URLPattern]:
    return [path("card/<str:kind>/<int:pk>/", guarded(card), name="articles_card")]
