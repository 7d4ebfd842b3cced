"""Files that arrive with the story form.

Each goes into the library at once, before the form's transaction: a slow file must not hold the story's lock,
and a form that is sent back has lost none of them. What the form saves is a row that refers to the library.
"""

from django.contrib import messages
from django.forms import model_to_dict
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
        if article:
            _meet(posted, model, article)
        for upload in request.FILES.getlist(f"{prefix}_upload"):
            if not request.user.has_perm(f"articles.add_{field}"):
                messages.error(request, f"“{upload.name}”: you may not add files to the library.")
                continue
            try:
                taken = take(upload, by=request.user)
            except Refused as refusal:
                messages.error(request, f"“{upload.name}”: {refusal}")
                continue
            for note in getattr(taken, "notes", ()):
                messages.info(request, f"“{taken.file_name}”: {note}")
            row = {"id": "", field: str(taken.pk), "position": str(len(posted))}
            if model is ArticlePhoto:
                lead = any(other.get("role") == ArticlePhoto.Role.LEAD and not other.get("DELETE") for other in posted)
                row["role"] = ArticlePhoto.Role.GALLERY if lead else ArticlePhoto.Role.LEAD
            posted.append(row)
        if f"{prefix}-TOTAL_FORMS" in post:
            rows.write(post, prefix, posted)
    request.POST = post


def _meet(posted: list[dict[str, str]], model, article: Article) -> None:
    """Let the posted rows meet what someone else has saved meanwhile, so that nobody's row is lost.

    Rows that were taken away become new ones: what was typed in them stays. Rows that were added join the form.
    """
    saved = {str(row.pk): row for row in model.objects.filter(article=article)}
    seen = {row.get("id") for row in posted}
    for row in posted:
        if row.get("id") not in saved:
            row["id"] = ""
    posted[:] = [row for row in posted if row["id"] or not row.get("DELETE")]
    for pk in sorted(saved.keys() - seen):
        posted.append({name: str(value) for name, value in model_to_dict(saved[pk], exclude=["article"]).items()})
