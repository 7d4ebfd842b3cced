"""The people, stories and files of the tests. What has been through the real intake once is used again."""

from copy import copy
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission, User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfWriter

from articles import publishing, revising
from articles.media import intake
from articles.models import Article, ArticleDocument, ArticlePhoto, Document, Edition, Photo, Section, Source
from tests.photos import saved, scene

MONDAY = datetime(2018, 3, 26, 9, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIBRARY: dict[str, Photo | Document] = {}


def ada() -> User:
    """Publishes."""
    return _member("ada", "publish", "withdraw")


def ben() -> User:
    """Edits, and may not publish."""
    return _member("ben")


def stranger() -> User:
    """Has an account and no business at the desk."""
    return get_user_model().objects.get_or_create(username="stranger")[0]


def section(path: str = "news/photos") -> Section:
    above, _, slug = path.rpartition("/")
    found = Section.objects.filter(path=path).first()
    return found or Section.objects.create(name=slug.title(), slug=slug, parent=section(above) if above else None)


def xinhua() -> Source:
    words = {"name": "Xinhua", "credit_line": "Xinhua"}
    return Source.objects.get_or_create(slug="xinhua", defaults=words)[0]


def story(**words) -> Article:
    """A working copy, saved once by Ben."""
    texts = {
        "headline": "Council adopts resolution",
        "summary": "The Council met and voted.",
        "dateline": "GENEVA, March 24, 2018",
        "byline": "By: Xinhua",
        "body": "<p>The Council met on Friday.</p>",
    }
    source = words.pop("source", None) or xinhua()
    article = Article.objects.create(**{**texts, "source": source, "section": words.pop("section", None) or section()}
                                     | words)  # fmt: skip
    revising.keep(article, ben())
    return article


def saves(article: Article, by: User | None = None, **words) -> Article:
    """An editor changes fields of the story and saves it."""
    article.refresh_from_db()
    for name, value in words.items():
        setattr(article, name, value)
    article.save()
    revising.keep(article, by or ben())
    return article


def photo(name: str = "hall.jpg") -> Photo:
    """A photograph of the library, known by its file name."""
    data = saved(scene(64, 48), comment=name)
    return _taken_in(name, lambda: intake.photo(ContentFile(data, name), by=None, source=xinhua()))


def pdf(name: str = "resolution.pdf") -> Document:
    return _taken_in(name, lambda: intake.document(ContentFile(one_page(), name), by=None))


def one_page() -> bytes:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(file)
    return file.getvalue()


def illustrated(**words) -> Article:
    """A story with a lead photograph and a PDF."""
    return illustrate(story(**words))


def illustrate(article: Article) -> Article:
    ArticlePhoto.objects.create(article=article, photo=photo(), role="lead", caption="The hall", alt="A hall")
    ArticleDocument.objects.create(article=article, document=pdf(), intro="Click the following link:")
    return article


def publish(article: Article, now: datetime | None = None, **words) -> Edition:
    """Ada publishes the story as it now stands. `now` is what her clock says."""
    clock = {"clock": lambda: now} if now else {}
    return publishing.publish(article, by=ada(), token=publishing.token_of(article), **clock, **words).edition


def live(article: Article, at: datetime) -> Edition | None:
    return Edition.objects.live(at).filter(article=article).first()


def files_in(storage) -> set[str]:
    folder = Path(storage.location)
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _member(name: str, *rights: str) -> User:
    user, new = get_user_model().objects.get_or_create(
        username=name, defaults={"first_name": name.title(), "is_staff": True}
    )
    if new:
        user.set_password(name)
        user.save()
        of_the_desk = Permission.objects.filter(content_type__app_label="articles")
        kept_back = [f"{right}_article" for right in {"publish", "withdraw"} - set(rights)]
        user.user_permissions.set(of_the_desk.exclude(codename__in=kept_back))
    return user


def _taken_in(name: str, take) -> Photo | Document:
    if name not in LIBRARY or not default_storage.exists(LIBRARY[name].cleaned):  # a sweep of another test took it
        row = take()
        LIBRARY[name] = copy(row)
        return row
    known = LIBRARY[name]
    found = type(known).objects.filter(uid=known.uid).first()
    if found:
        return found
    # The row went with another test's database; its files are still there.
    row = copy(known)
    row.pk, row.source, row._state = None, xinhua() if known.source_id else None, copy(known._state)
    row._state.adding = True
    row.save()
    return row
