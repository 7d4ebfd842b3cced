"""The first page of the desk: what is yours, what comes next, what moved last."""

from django.http import HttpRequest
from django.utils import timezone

from articles import content as contents
from articles.desk import states, tasks
from articles.models import Article, Edition

MANY = 8


def context(request: HttpRequest) -> dict:
    now = timezone.now()
    if not request.user.has_perm("articles.view_article"):
        return {"may_read": False, **tasks.context(request)}
    stories = contents.related_rows(Article.objects).select_related("saved_by").order_by("-saved_at", "-pk")
    yours, latest = stories.filter(assigned_to=request.user)[:MANY], stories[:MANY]
    found = states.of([*yours, *latest], now)
    for story in [*yours, *latest]:
        story.states = found[story.pk]
    coming = Edition.objects.filter(cancelled_at=None, live_from__gt=now, gone=Edition.Gone.NO).select_related(
        "article"
    )
    return {
        **tasks.context(request),
        "may_read": True,
        "may_write": request.user.has_perm("articles.add_article"),
        "yours": yours,
        "latest": latest,
        "coming": coming.select_related("article").defer("content", "keys", "notices").order_by("live_from")[:MANY],
    }
