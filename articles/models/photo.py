import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models


class Photo(models.Model):
    """One photograph of the library. Its files lie in the private storage, below `photos/<uid>/`.

    `renditions` is a list of {"name", "type", "width", "height", "size"}, `name` being a storage name;
    `metadata` is everything that the upload said of itself, `notes` what an editor should know of it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=255, editable=False)
    original = models.CharField(max_length=255, editable=False)
    media_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    cleaned = models.CharField(max_length=255, editable=False)
    cleaned_type = models.CharField(max_length=40, editable=False)
    cleaned_size = models.PositiveBigIntegerField(editable=False)
    cleaned_sha256 = models.CharField(max_length=64, editable=False)
    renditions = models.JSONField(default=list, editable=False)

    headline = models.CharField(max_length=255, blank=True)
    caption = models.TextField(blank=True, help_text="What the picture shows: who, what, where, when.")
    creator = models.CharField("photographer", max_length=255, blank=True)
    credit_line = models.CharField(max_length=255, blank=True, help_text="Printed with the picture, always.")
    copyright_notice = models.CharField(max_length=500, blank=True)
    usage_terms = models.TextField(blank=True, help_text="What the licence allows. Read it before you publish.")
    alt_text = models.TextField(
        "alternative text", blank=True, help_text="For people who cannot see the picture: say what is in it."
    )
    date_created = models.CharField(max_length=40, blank=True, help_text="When it was taken: 2018-03-24.")
    sublocation = models.CharField("place", max_length=255, blank=True)
    city = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=120, blank=True)
    keywords = models.JSONField(default=list, blank=True)
    digital_source_type = models.CharField(max_length=255, blank=True, editable=False)
    focal_x = models.PositiveSmallIntegerField(
        "focus, from the left (%)", default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        "focus, from the top (%)", default=50, validators=[MaxValueValidator(100)]
    )
    source = models.ForeignKey("articles.Source", models.PROTECT, null=True, blank=True)
    metadata = models.JSONField(default=dict, editable=False)
    conflicts = models.JSONField(default=list, editable=False)
    notes = models.JSONField(default=list, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="photo_has_pixels"),
            models.CheckConstraint(condition=models.Q(focal_x__lte=100, focal_y__lte=100), name="photo_focus_inside"),
        ]

    def __str__(self):
        return self.headline or self.caption[:80] or self.file_name

    @property
    def folder(self) -> str:
        return f"photos/{self.uid.hex}"

    @property
    def place(self) -> str:
        return ", ".join(part for part in (self.sublocation, self.city, self.country) if part)

    def stored(self) -> set[str]:
        """The names of all its files."""
        return {self.original, self.cleaned} | {made["name"] for made in self.renditions}

    @property
    def credit(self) -> str:
        """The printed credit: the picture's own, else its source's, else the photographer's name."""
        return self.credit_line or (self.source.credit_line if self.source else "") or self.creator
