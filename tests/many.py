"""A newsroom of any size, written straight into the tables: publishing each story would take hours."""

import random
import uuid
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from articles.models import (
    FOREVER,
    Article,
    ArticlePhoto,
    Document,
    Edition,
    EditionFile,
    Listing,
    Photo,
    Section,
    Source,
    Topic,
    WireItem,
)
from articles.publishing import path_of

NEWEST = datetime.fromisoformat("2024-06-01T12:00:00+00:00")
ROOMS = ("news", "news/photos", "news/world", "news/world/asia", "sport", "business", "culture", "science")
WORDS = ("council", "vote", "river", "bridge", "harvest", "minister", "school", "border", "summit", "strike", "museum")
BATCH = 2000
TOPIC = "rivers"  # of every third story


def editions(many: int, seed: int = 1) -> None:
    """So many editions of stories in eight sections, one in ten of them replaced by a second one, all in the past."""
    chance = random.Random(seed)
    rooms = [_room(path) for path in ROOMS]
    source = Source.objects.get_or_create(slug="xinhua", defaults={"name": "Xinhua"})[0]
    topic = Topic.objects.get_or_create(slug=TOPIC, defaults={"name": "Rivers"})[0]
    lineages = {room.pk: room.lineage() for room in rooms}
    start = Article.objects.count()
    stories = many - many // 11
    left = many
    for first in range(start, start + stories, BATCH):
        with transaction.atomic():
            batch = _stories(range(first, min(first + BATCH, start + stories)), chance, rooms, source)
            rows = [row for number, story in batch for row in _chain(story, number, chance)][:left]
            left -= len(rows)
            Edition.objects.bulk_create(rows)
            Listing.objects.bulk_create(
                Listing(
                    list=name,
                    dated=row.dated,
                    article_id=row.article_id,
                    edition=row,
                    live_from=row.live_from,
                    live_until=row.live_until,
                )
                for row in rows
                for name in (
                    "home",
                    f"source:{source.pk}",
                    *([f"topic:{topic.pk}"] if row.content["topics"] else []),
                    *(f"section:{room.pk}" for room in lineages[row.section_id]),
                )
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def library(many: int, seed: int = 2) -> None:
    """So many photographs, with a tenth as many documents; most stories show one, the first story a dozen."""
    chance = random.Random(seed)
    source = Source.objects.get(slug="xinhua")
    for first in range(0, many, BATCH):
        with transaction.atomic():
            Photo.objects.bulk_create(
                _photo(number, chance, source) for number in range(first, min(first + BATCH, many))
            )
    Document.objects.bulk_create((_document(number) for number in range(many // 10)), batch_size=BATCH)
    photos = list(Photo.objects.order_by("pk").values_list("pk", "cleaned"))
    stories = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    dozen = [ArticlePhoto(article_id=stories[0], photo_id=photos[-n - 1][0], position=n) for n in range(12)]
    others = (
        ArticlePhoto(article_id=story, photo_id=photos[n % (len(photos) // 2)][0], role="lead")
        for n, story in enumerate(stories[1:])
    )
    ArticlePhoto.objects.bulk_create(dozen + list(others), batch_size=BATCH)
    editions = Edition.objects.order_by("pk").values_list("pk", flat=True)
    EditionFile.objects.bulk_create(
        (
            EditionFile(edition_id=pk, key=f"{n:040x}", storage_name=photos[n % (len(photos) // 2)][1],
                        file_name="hall.jpg", type="image/jpeg", size=1, sha256="0" * 64)
            for n, pk in enumerate(editions)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    _moved()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _moved(some: int = 300) -> None:
    """A few hundred stories have expired, as many were withdrawn, as many wait for tomorrow."""
    latest = list(Edition.objects.filter(live_until=FOREVER).order_by("-pk")[: 3 * some])
    for number, edition in enumerate(latest):
        if number < some:
            edition.live_until = edition.expires_at = edition.live_from + timedelta(days=1)
        elif number < 2 * some:
            edition.gone = Edition.Gone.NOTICE
        else:
            edition.live_from = timezone.now() + timedelta(days=1)
    Edition.objects.bulk_update(latest, ["live_from", "live_until", "expires_at", "gone"], batch_size=some)


def _photo(number: int, chance, source: Source) -> Photo:
    words = " ".join(chance.choices(WORDS, k=22)).capitalize()
    folder = f"photos/{number:032x}"
    sizes = [(width, kind) for width in (320, 640, 960, 1280, 1920) for kind in ("jpeg", "webp", "avif")]
    return Photo(
        uid=uuid.UUID(int=number + 1),
        file_name=f"{number}.jpg",
        original=f"{folder}/upload.jpg",
        cleaned=f"{folder}/original.jpg",
        renditions=[
            {"name": f"{folder}/{w}.{k}", "type": f"image/{k}", "width": w, "height": w * 2 // 3, "size": 1}
            for w, k in sizes
        ],
        caption=words,
        alt_text="" if number % 7 == 0 else words[:80],
        credit_line="" if number % 11 == 0 else "Xinhua/Li",
        metadata={"raw": words * 12},
        source=source,
        media_type="image/jpeg",
        cleaned_type="image/jpeg",
        width=6000,
        height=4000,
        size=5_000_000,
        cleaned_size=5_000_000,
        sha256=f"{number:064x}",
        cleaned_sha256=f"{number:064x}",
    )


def _document(number: int) -> Document:
    folder = f"documents/{number:032x}"
    return Document(
        uid=uuid.UUID(int=number + 1),
        file_name=f"Resolution {number}.pdf",
        original=f"{folder}/upload.pdf",
        cleaned=f"{folder}/public.pdf",
        page_count=3,
        text=["Words of a page. " * 100] * 3,
        size=1,
        cleaned_size=1,
        sha256=f"{number:064x}",
        cleaned_sha256=f"{number:064x}",
    )


def _room(path: str) -> Section:
    above, _, slug = path.rpartition("/")
    found = Section.objects.filter(path=path).first()
    return found or Section.objects.create(name=slug.title(), slug=slug, parent=_room(above) if above else None)


def _stories(numbers: range, chance, rooms: list[Section], source: Source) -> list[tuple[int, Article]]:
    return list(
        zip(
            numbers,
            Article.objects.bulk_create(
                Article(
                    headline=" ".join(chance.choices(WORDS, k=6)).capitalize(),
                    slug=f"story-{number}",
                    source=source,
                    section=chance.choice(rooms),
                    guid=f"many:{number}",
                    body=f"<p>{' '.join(chance.choices(WORDS, k=300))}</p>",
                )
                for number in numbers
            ),
            strict=True,
        )
    )


def _chain(story: Article, number: int, chance: random.Random) -> list[Edition]:
    """The first edition of a story, and for one story in ten the one that replaced it an hour later."""
    begun = NEWEST - timedelta(minutes=10 * number)
    content = _content(story, chance)
    words = {
        "article": story,
        "dated": begun,
        "path": path_of(story.section, begun, story.slug),
        "section": story.section,
        "source": story.source,
        "language": "en",
        "created_at": begun,
        "content": content,
    }
    told = [{"kind": "first", "at": begun.isoformat(), "note": ""}]
    if number % 10:
        return [Edition(number=1, kind="first", live_from=begun, notices=told, **words)]
    second = begun + timedelta(hours=1)
    told = [*told, {"kind": "update", "at": second.isoformat(), "note": "More words."}]
    return [
        Edition(number=1, kind="first", live_from=begun, live_until=second, notices=told[:1], **words),
        Edition(number=2, kind="update", live_from=second, live_until=FOREVER, notices=told, **words),
    ]


def _content(story: Article, chance: random.Random) -> dict:
    body = "".join(f"<p>{' '.join(chance.choices(WORDS, k=40)).capitalize()}.</p>" for _ in range(5))
    return {
        "guid": story.guid,
        "headline": story.headline,
        "search_headline": "",
        "slug": story.slug,
        "summary": " ".join(chance.choices(WORDS, k=15)).capitalize() + ".",
        "dateline": "GENEVA, March 24, 2018",
        "byline": "By: Xinhua",
        "source": {"slug": story.source.slug, "name": story.source.name},
        "section": story.section.path,
        "topics": [TOPIC] if story.pk % 3 == 0 else [],
        "topic_names": {TOPIC: "Rivers"},
        "related": [],
        "language": "en",
        "body": body,
        "dated": None,
        "photos": [],
        "documents": [],
    }


def incoming(many: int, seed: int = 1) -> None:
    """So many items of three sources, one in ten a second version, one in twenty taken, one in fifty held."""
    chance = random.Random(seed)
    sources = [Source.objects.get_or_create(slug=slug, defaults={"name": slug})[0] for slug in ("ap", "afp", "dpa")]
    for first in range(0, many, BATCH):
        WireItem.objects.bulk_create(_incoming(number, chance, sources) for number in range(first, first + BATCH))


def _incoming(number: int, chance: random.Random, sources: list[Source]) -> WireItem:
    headline = " ".join(chance.choices(WORDS, k=7)).capitalize()
    return WireItem(
        source=chance.choice(sources),
        path=f"{number}.json",
        file_name=f"{number}.json",
        raw="wire/none",
        sha256=f"{number:064x}",
        digest=f"{number:064x}",
        format="ninjs",
        type="text",
        guid=f"tag:example.org,2018:{number // 10 * 10 if number % 10 == 9 else number}",
        version=str(number % 10),
        pubstatus="usable",
        headline=headline,
        subjects=f"\n{chance.choice(WORDS)}\n{chance.choice(WORDS)}\n",
        urgency=chance.randint(1, 8),
        parsed={"headline": headline, "body_html": "<p>" + "word " * 400 + "</p>", "images": [], "ednotes": []},
        outcome="held" if number % 50 == 0 else "imported",
        state="taken" if number % 20 == 0 else "new",
        current=number % 10 != 8,
        received_at=NEWEST + timedelta(seconds=number),
    )
