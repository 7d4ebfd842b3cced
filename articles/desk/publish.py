"""The addresses of the Publish page, of the acts that it leads to, and of the editions."""

from django.urls import URLPattern, path

from articles.desk import acts, correct, editions, previews
from articles.desk.acting import PUBLISH as PUBLISH
from articles.desk.acting import WITHDRAW as WITHDRAW


def urls(guarded) -> list[URLPattern]:
    views = {
        "publish/": (acts.publish, "publish"),
        "withdraw/": (acts.withdraw, "withdraw"),
        "cancel/": (acts.cancel, "cancel"),
        "retime/": (acts.retime, "retime"),
        "expiry/": (acts.expiry, "expiry"),
        "correct/": (correct.page, "correct"),
        "preview/": (previews.working_copy, "preview"),
        "edition/<int:number>/": (editions.page, "edition"),
        "edition/<int:number>/preview/": (previews.edition, "edition_preview"),
        "edition/<int:number>/again/": (editions.again, "again"),
    }
    return [
        path(f"<int:pk>/{address}", guarded(view), name=f"articles_article_{name}")
        for address, (view, name) in views.items()
    ]
