"""Killed at any moment, an act is done or was never begun, and the sweep finds what it left behind."""

import shutil
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.utils import timezone

from articles import publishing, record
from articles.media import files, intake
from articles.models import Document, Edition, EditionFile, Photo
from tests import cast
from tests.photos import saved, scene
from tests.processes import DONE, alone, mortal

pytestmark = [
    pytest.mark.database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.no_cover,
    pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning"),
]


@pytest.fixture
def media(tmp_path, settings, monkeypatch):
    """Storages of this test alone."""
    monkeypatch.setattr(cast, "LIBRARY", {})
    settings.STORAGES = {
        **settings.STORAGES,
        **{
            name: {**settings.STORAGES[name], "OPTIONS": {"location": tmp_path / name, "base_url": None}}
            for name in ("default", "public")
        },
    }


@pytest.fixture
def moments(tmp_path):
    """Yields the numbers of the moments at which `act` can be killed, having killed it at each."""

    def at_each(act, reset):
        folder = tmp_path / "spool"
        folder.mkdir()
        counted = folder / "moments"
        reset()
        assert alone(partial(mortal, act, 0, configured.STORAGES, counted)) == DONE
        many = int(counted.read_text())
        for nth in range(1, many + 1):
            reset()
            assert alone(partial(mortal, act, nth, configured.STORAGES, counted)) == "killed"
            yield nth
        reset()
        assert alone(partial(mortal, act, many + 1, configured.STORAGES, counted)) == DONE

    return at_each


def swept() -> None:
    """The sweep, as if everything were old; afterwards there is nothing that no row names, and all that rows name."""
    list(files.sweep(timezone.now() + timedelta(seconds=1), grace=timedelta(0)))
    rows = [*Photo.objects.all(), *Document.objects.all()]
    assert cast.files_in(default_storage) == {name for row in rows for name in row.stored()}
    assert cast.files_in(storages["public"]) == public_names()


def public_names() -> set[str]:
    now = timezone.now()
    editions = Edition.objects.filter(cancelled_at=None, live_until__gt=now)
    return {
        files.public_name(edition.keys[picture["file"]["name"]], made["name"])
        for edition in editions
        for picture in files.pictures(edition.content)
        for made in picture["renditions"]
    }


def one_row_in(model):
    """Old state or new state: a row with all of its files, or no row."""
    rows = list(model.objects.all())
    assert len(rows) <= 1
    for row in rows:
        with default_storage.open(row.cleaned) as file:
            assert len(file.read()) == row.cleaned_size
        with default_storage.open(row.original) as file:
            assert len(file.read()) == row.size
    return bool(rows)


def take_photo():
    intake.photo(ContentFile(saved(scene(64, 48)), "hall.jpg"), by=None)


def take_document():
    intake.document(ContentFile(cast.one_page(), "resolution.pdf"), by=None)


@pytest.mark.parametrize(("act", "model"), [(take_photo, Photo), (take_document, Document)])
def test_an_upload_is_in_the_library_or_not(act, model, media, moments):
    seen = set()
    for _ in moments(act, model.objects.all().delete):
        seen.add(one_row_in(model))
        swept()
        one_row_in(model)
    assert seen == {True, False}, "some were killed before the commit and some after it"


def test_a_publishing_happened_or_not(media, moments):
    article = cast.illustrated()
    cast.ada()

    def reset():
        Edition.objects.all().delete()
        shutil.rmtree(storages["public"].location, ignore_errors=True)
        article.path = ""
        article.save()

    seen = set()
    for _ in moments(lambda: cast.publish(article), reset):
        editions = list(article.editions.all())
        article.refresh_from_db()
        assert len(editions) <= 1
        assert bool(article.path) == bool(editions)
        for edition in editions:
            assert EditionFile.objects.filter(edition=edition).count() == 3
            assert edition.listings.count() == 4
            assert public_names() <= cast.files_in(storages["public"])
        assert list(record.verify()) == []
        seen.add(bool(editions))
        # What was interrupted is simply done again, in the midst of what the first try left.
        if not editions:
            cast.publish(article)
        assert public_names() == {name for name in cast.files_in(storages["public"]) if ".writing-" not in name}
        swept()
    assert seen == {True, False}


def test_a_withdrawal_happened_or_not(media, moments):
    article = cast.illustrated()
    cast.ada()

    def reset():
        Edition.objects.all().delete()
        shutil.rmtree(storages["public"].location, ignore_errors=True)
        article.withdrawals = 0
        article.save()
        cast.publish(article)

    seen = set()
    for _ in moments(partial(publishing.withdraw, article, by=None, reason="Wrong"), reset):
        article.refresh_from_db()
        assert article.withdrawals == article.editions.count() - 1
        gone = not Edition.objects.live(timezone.now()).exists()
        assert gone == (article.editions.count() == 2)
        assert public_names() <= cast.files_in(storages["public"])
        assert list(record.verify()) == []
        swept()
        seen.add(gone)
    assert seen == {True, False}
