from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

# NULL would make every comparison a special case; the year 9999 overflows east of Greenwich.
FOREVER = datetime(3000, 1, 1, tzinfo=UTC)


class EditionQuerySet(models.QuerySet):
    """What the public may see starts from these two words."""

    def in_force(self, at: datetime) -> "EditionQuerySet":
        """The editions that hold at that moment, notices of withdrawal among them."""
        return self.filter(live_from__lte=at, live_until__gt=at)

    def live(self, at: datetime) -> "EditionQuerySet":
        """The editions that may be read at that moment."""
        return self.in_force(at).filter(gone=Edition.Gone.NO)

    def at_path(self, path: str, at: datetime) -> "EditionQuerySet":
        """What holds, at that moment, of the stories that have been live at this address.

        A story that has moved is found by its old address too; the edition says where it is now. One query,
        whatever the answer is, so that a held story takes as long as nonsense does.
        """
        been_here = Edition.objects.filter(path=path, live_from__lte=at, live_until__gt=F("live_from"))
        return self.in_force(at).filter(article__in=been_here.values("article"))


class Edition(models.Model):
    """What readers see: one immutable snapshot of a story and the time for which it holds.

    Written by articles.publishing alone. Only the interval and the wishes behind it (`expires_at`,
    `cancelled_at`) ever change. `keys` maps the storage name of each original to its unguessable public key;
    `notices` is the history that the story owes its readers, [{"kind", "at", "note"}] of each edition that has been
    read, this one last, so that one row carries a whole page.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("First publication")
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        RETRACTION = "retraction", _("Retraction")
        WITHDRAWAL = "withdrawal", _("Withdrawal")

    # What a reader of /corrections/ wants to hear of.
    MENDING = {Kind.CORRECTION, Kind.CLARIFICATION, Kind.RETRACTION}

    class Gone(models.TextChoices):
        NO = "", "Live"
        NOTICE = "notice", "Withdrawn with a notice"
        VANISH = "vanish", "Withdrawn without a trace"

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    gone = models.CharField(max_length=10, choices=Gone, default=Gone.NO, blank=True)
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(default=FOREVER)
    expires_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    dated = models.DateTimeField()
    path = models.CharField(max_length=500)
    section = models.ForeignKey("articles.Section", models.PROTECT)
    source = models.ForeignKey("articles.Source", models.PROTECT)
    language = models.CharField(max_length=20)
    photo_count = models.PositiveIntegerField(default=0)
    document_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    public_note = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    notices = models.JSONField(default=list)
    keys = models.JSONField(default=dict)
    content = models.JSONField(default=dict)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "number"]  # "article" would join it and sort by its last save
        constraints = [
            models.CheckConstraint(condition=Q(live_until__gte=F("live_from")), name="edition_ends_after_start"),
            models.UniqueConstraint(fields=["article", "number"], name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(live_until=FOREVER), name="one_open_edition_per_article"
            ),
        ]
        indexes = [
            models.Index(fields=["path", "live_from", "live_until", "article"], name="edition_path"),
            models.Index(fields=["article", "live_from", "live_until"], name="edition_article_time"),
            # What the desk asks of all stories at once: what starts next, what has expired, what was withdrawn.
            models.Index(fields=["live_from", "cancelled_at", "article"], name="edition_start"),
            models.Index(fields=["expires_at", "live_until", "article"], name="edition_expiry"),
            models.Index(
                fields=["gone", "live_until", "article"], condition=models.Q(gone__gt=""), name="edition_gone"
            ),
        ]

    def __str__(self):
        return f"{self.path}, edition {self.number}"

    def save(self, **kwargs):
        if not self._state.adding:
            raise TypeError("An edition never changes. Publish a new one with articles.publishing.")
        super().save(**kwargs)

    @property
    def cancelled(self) -> bool:
        return self.cancelled_at is not None


class Listing(models.Model):
    """An edition's place in one list: "home", "section:<id>", "topic:<id>", "source:<id>", "corrections".

    Every list page is one range of one covering index. The article stands in it because stories of one
    day share their `dated`: it keeps their order when one of them is corrected. "corrections" is ordered by the
    time of the last correction, and alone among the lists it holds notices of withdrawal.
    """

    list = models.CharField(max_length=40)
    dated = models.DateTimeField()
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+", db_index=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="listings")
    live_from = models.DateTimeField()
    live_until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["list", "-dated", "-article", "live_from", "live_until", "edition"], name="listing_page"
            ),
            # The API lists what has changed last, also of one list.
            models.Index(fields=["list", "-live_from", "-article", "live_until", "edition"], name="listing_version"),
        ]
        constraints = [models.UniqueConstraint(fields=["edition", "list"], name="one_place_per_list")]

    def __str__(self):
        return f"{self.list}: {self.edition_id}"


class EditionFile(models.Model):
    """An original photograph or a PDF that an edition names; the gate serves it under `key`."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="files")
    key = models.CharField(max_length=64, db_index=True)
    storage_name = models.CharField(max_length=255, db_index=True)
    file_name = models.CharField(max_length=255)
    type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="one_key_per_edition")]

    def __str__(self):
        return self.file_name


class Change(models.Model):
    """One act that changes what readers see, and the lists it touches. A new front has no story of its own."""

    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    lists = models.JSONField(default=list)

    def __str__(self):
        return f"{self.article_id} at {self.made_at}"
