"""The demo newsroom: its copy comes in through ingest and goes out through publishing, like any other."""

import json
from datetime import timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files import File
from django.utils import timezone

from articles import publishing, revising
from articles.media import intake
from articles.models import Article, ArticleDocument, ArticlePhoto, Document, Edition, Photo, Section, Source, Topic
from articles.wire.ingest import ingest

HERE = Path(__file__).parent
LOGIN, PASSWORD = "editor", "demo newsroom"


def newsroom() -> int:
    """Load what is not there yet. Returns how many stories were."""
    plan = json.loads((HERE / "newsroom.json").read_text())
    editor = _editor()
    _furniture(plan)
    made = 0
    for story in plan["stories"]:
        section = Section.objects.get(path=story["section"])
        source = Source.objects.get(slug=story["source"])
        [(item, article, _)] = ingest(HERE / "stories" / story["file"], by=editor, section=section, source=source)
        if item.outcome == "imported":
            _dress(article, story, plan["photos"], editor)
            made += 1
        elif item.outcome == "rejected":
            raise ValueError(f"{story['file']}: {item.reason}")
        # A story that an interrupted run left without its edition is taken up where it was.
        if story["state"] != "draft" and not article.editions.exists():
            _publish(article, story, editor)
    return made


def _editor():
    """The demo's own account: it exists only where the demo was loaded."""
    user, new = get_user_model().objects.get_or_create(
        username=LOGIN, defaults={"is_staff": True, "is_superuser": True, "first_name": "Demo", "last_name": "Editor"}
    )
    if new:
        user.set_password(PASSWORD)
        user.save()
    return user


def _furniture(plan: dict) -> None:
    for position, row in enumerate(plan["sections"]):
        above, _, slug = row["path"].rpartition("/")
        parent = Section.objects.get(path=above) if above else None
        if not Section.objects.filter(path=row["path"]).exists():
            layout = row.get("layout", Section.Layout.STORIES)
            Section.objects.create(name=row["name"], slug=slug, parent=parent, position=position, layout=layout)
    for row in plan["sources"]:
        Source.objects.get_or_create(slug=row["slug"], defaults=row)
    for row in plan["topics"]:
        Topic.objects.get_or_create(slug=row["slug"], defaults=row)


def _dress(article: Article, story: dict, photos: dict, editor) -> None:
    """What an editor would add at the desk: summary, topics, photographs, documents."""
    article.summary = story["summary"]
    article.save(update_fields=["summary"])
    article.topics.set(Topic.objects.filter(slug__in=story["topics"]))
    for position, use in enumerate(story["photos"]):
        photo = _photo(use["file"], photos[use["file"]], editor)
        ArticlePhoto.objects.get_or_create(
            article=article,
            photo=photo,
            defaults={"role": use["role"], "position": position, "caption": use["caption"]},
        )
    for position, name in enumerate(story["documents"]):
        intro = "Click the following link to download the resolution:"
        ArticleDocument.objects.get_or_create(
            article=article, document=_document(name, editor), defaults={"position": position, "intro": intro}
        )
    revising.keep(article, editor)


def _photo(name: str, words: dict, editor) -> Photo:
    found = Photo.objects.filter(file_name=name).first()
    if not found:
        with (HERE / "photos" / name).open("rb") as file:
            found = intake.photo(File(file, name=name), by=editor)
        Photo.objects.filter(pk=found.pk).update(**{key: value or "" for key, value in words.items()})
        found.refresh_from_db()
    return found


def _document(name: str, editor) -> Document:
    found = Document.objects.filter(file_name=name).first()
    if not found:
        with (HERE / "documents" / name).open("rb") as file:
            found = intake.document(File(file, name=name), by=editor)
    return found


def _publish(article: Article, story: dict, editor) -> None:
    state, now = story["state"], timezone.now()
    at = now + timedelta(hours=story["hours"]) if state == "scheduled" else None
    if state == "embargoed":
        Article.objects.filter(pk=article.pk).update(embargo=now + timedelta(hours=story["hours"]))
    publishing.publish(article, by=editor, token=publishing.token_of(article), at=at)
    if state == "corrected":
        correction = story["correction"]
        article.refresh_from_db()
        text = getattr(article, correction["field"])
        setattr(article, correction["field"], text.replace(correction["find"], correction["replace"]))
        article.save()
        revising.keep(article, editor)
        publishing.publish(
            article,
            by=editor,
            token=publishing.token_of(article),
            kind=Edition.Kind.CORRECTION,
            note=correction["note"],
        )
    if state == "withdrawn":
        publishing.withdraw(article, by=editor, reason=story["reason"], note=story["reason"])
