"""Files that arrive with the story form.

Each goes into the library at once, before the form's transaction: a slow file must not hold the story's lock,
and a form that is sent back has lost none of them. What the form saves is a row that refers to the library.
"""

from django.contrib import messages
from django.http import HttpRequest

from articles.desk import rows
from articles.media import intake
from articles.media.errors import Refused
from articles.models import Article, ArticleDocument, ArticlePhoto

KINDS = {
    "photos": ("photo", intake.photo, ArticlePhoto),
    "documents": ("document", intake.document, ArticleDocument),
}


def into_rows(request: HttpRequest, article: Article | None) -> None:
    """Take the uploads of a posted story form into the library and add a row of the form for each."""
    post = request.POST.copy()
    for prefix, (field, take, model) in KINDS.items():
        posted = rows.read(post, prefix)
        _free_lost(posted, model, article)
        for upload in request.FILES.getlist(f"{prefix}_upload"):
            try:
                taken = take(upload, by=request.user)
            except Refused as refusal:
                messages.error(request, f"{upload.name}: {refusal}")
                continue
            row = {"id": "", field: str(taken.pk), "position": str(len(posted))}
            if model is ArticlePhoto:
                lead = any(other.get("role") == ArticlePhoto.Role.LEAD for other in posted)
                row["role"] = ArticlePhoto.Role.GALLERY if lead else ArticlePhoto.Role.LEAD
            posted.append(row)
        if f"{prefix}-TOTAL_FORMS" in post:
            rows.write(post, prefix, posted)
    request.POST = post


def _free_lost(posted: list[dict[str, str]], model, article: Article | None) -> None:
    """Rows that someone else has taken away meanwhile become new ones: what was typed in them stays."""
    known = {str(pk) for pk in model.objects.filter(article=article).values_list("pk", flat=True)} if article else set()
    for row in posted:
        if row.get("id") and row["id"] not in known:
            row["id"] = ""
    posted[:] = [row for row in posted if row.get("id") or not row.get("DELETE")]
