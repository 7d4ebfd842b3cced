from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models


class WireItem(models.Model):
    """One item of a delivery, as it was received, with what became of it. Nothing here is ever public.

    `raw` names the bytes in the private storage, kept for ever; `position` is the item's place in them. `parsed` is
    the whole of articles.wire.item.Item; the other columns say again what is searched and compared.
    """

    class Outcome(models.TextChoices):
        IMPORTED = "imported", "New"
        UPDATED = "updated", "New version"
        UNCHANGED = "unchanged", "Unchanged"
        HELD = "held", "Held"
        REJECTED = "rejected", "Rejected"

    class Type(models.TextChoices):
        TEXT = "text", "Text"
        PICTURE = "picture", "Picture"
        GRAPHIC = "graphic", "Graphic"
        DOCUMENT = "document", "Document"
        COMPOSITE = "composite", "Composite"
        PACKAGE = "package", "Package"
        AUDIO = "audio", "Audio"
        VIDEO = "video", "Video"

    class State(models.TextChoices):
        NEW = "new", "Incoming"
        ON_HOLD = "hold", "On hold"
        TAKEN = "taken", "Taken"
        SPIKED = "spiked", "Spiked"

    source = models.ForeignKey("articles.Source", models.PROTECT, null=True, blank=True, related_name="wire_items")
    path = models.CharField("file", max_length=500)
    file_name = models.CharField(max_length=255, default="")
    raw = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    position = models.PositiveIntegerField(default=0)
    format = models.CharField(max_length=20, blank=True)
    type = models.CharField(max_length=20, choices=Type, blank=True)
    guid = models.CharField("identifier", max_length=255, blank=True)
    version = models.CharField(max_length=40, blank=True)
    version_created = models.DateTimeField(null=True)
    pubstatus = models.CharField("publishing status", max_length=10, blank=True)
    headline = models.CharField(max_length=255, blank=True)
    slugline = models.CharField(max_length=255, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, choices=[(level, str(level)) for level in range(1, 10)])
    language = models.CharField(max_length=40, blank=True)
    subjects = models.TextField(blank=True)  # one a line: its name, or its code where it has none
    embargoed = models.CharField(max_length=20, blank=True)
    parsed = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField()
    # Of one story only the version that counts stands in Incoming.
    current = models.BooleanField(default=True)
    state = models.CharField("at the desk", max_length=10, choices=State, default=State.NEW)
    # A picture or a PDF that a story of the same source names: it stands in Incoming with that story.
    part = models.BooleanField(default=False)
    # Of a version that was taken: what the desk had changed too, as fields of articles.merge.Conflict.
    conflicts = models.JSONField(default=list)
    # A task that somebody must look at: a kill, an embargo for a story that is live.
    urgent = models.BooleanField("needs a look", default=False)
    article = models.ForeignKey("articles.Article", models.SET_NULL, null=True, blank=True, related_name="wire_items")

    class Meta:
        verbose_name, verbose_name_plural = "incoming item", "incoming"
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["guid", "source", "version"], name="wire_story"),
            models.Index(fields=["source", "file_name"], name="wire_file"),
            models.Index(fields=["-received_at"], condition=models.Q(urgent=True), name="wire_urgent"),
            # All by which Incoming is searched and narrowed, so that a word that is nowhere costs no reading of items.
            models.Index(
                fields=[
                    "-received_at",
                    "-id",
                    "part",
                    "state",
                    "urgent",
                    "source",
                    "outcome",
                    "urgency",
                    "type",
                    "headline",
                    "slugline",
                ],
                condition=models.Q(current=True),
                name="wire_list",
            ),
        ]

    def __str__(self):
        return self.headline or self.slugline or self.file_name or self.path


class WireName(models.Model):
    """What an item names and may have come, or will come, in another delivery: a file's name, or an identifier."""

    item = models.ForeignKey(WireItem, models.CASCADE, related_name="names")
    source = models.ForeignKey("articles.Source", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=255)

    class Meta:
        indexes = [models.Index(fields=["source", "name"], name="wire_name")]

    def __str__(self):
        return self.name


class WireFeed(models.Model):
    """An RSS or Atom address that is asked from time to time. The last words of each visit stand beside it."""

    source = models.ForeignKey("articles.Source", models.PROTECT, related_name="feeds")
    address = models.CharField(
        max_length=500,
        unique=True,
        validators=[URLValidator(["http", "https"], message="Write an address that begins with http:// or https://.")],
        help_text="https://example.org/rss.xml",
    )
    section = models.ForeignKey(
        "articles.Section",
        models.PROTECT,
        null=True,
        blank=True,
        help_text="New stories become working copies there. Empty: they wait in Incoming.",
    )
    minutes = models.PositiveIntegerField(
        "asked every (minutes)", default=15, validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    paused = models.BooleanField(default=False)
    etag = models.CharField(max_length=255, blank=True, editable=False)
    modified = models.CharField(max_length=100, blank=True, editable=False)
    next_at = models.DateTimeField(null=True, editable=False)
    asked_at = models.DateTimeField("asked last", null=True, editable=False)
    heard_at = models.DateTimeField("last news", null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    said = models.CharField("last words", max_length=255, blank=True, editable=False)

    class Meta:
        verbose_name = "feed"
        ordering = ["source", "address"]

    def __str__(self):
        return self.address
