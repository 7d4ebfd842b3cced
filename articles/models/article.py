import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.text import slugify

from articles import html


def new_guid() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


class Article(models.Model):
    """The desk's working copy of a story. Readers never see it: they read editions."""

    class Pubstatus(models.TextChoices):
        USABLE = "usable", "Usable"
        WITHHELD = "withheld", "Withheld"
        CANCELED = "canceled", "Canceled"

    class DeskStatus(models.TextChoices):
        DRAFT = "draft", "Draft"
        REVIEW = "review", "In review"
        READY = "ready", "Ready"

    guid = models.CharField("identifier", max_length=255, default=new_guid, editable=False, db_index=True)
    source_version = models.CharField("version", max_length=40, blank=True, editable=False)
    headline = models.CharField(max_length=255, help_text="40 to 90 characters read best.")
    search_headline = models.CharField(
        max_length=120, blank=True, help_text="For search engines and social networks, if the headline is long."
    )
    slug = models.SlugField(
        max_length=120,
        allow_unicode=True,
        blank=True,
        help_text="Last word of the address; made from the headline if empty. Fixed at the first go-live.",
    )
    slugline = models.CharField(max_length=120, blank=True, help_text="The desk's short name for the story.")
    summary = models.TextField(blank=True, help_text="One or two sentences, shown in lists below the headline.")
    dateline = models.CharField(
        max_length=255, blank=True, help_text="As printed before the text: GENEVA, March 24, 2018"
    )
    byline = models.CharField(
        max_length=255, blank=True, help_text="Whose name is printed after “By:”, such as Xinhua."
    )
    source = models.ForeignKey("articles.Source", models.PROTECT, help_text="Who delivered or wrote the copy.")
    section = models.ForeignKey("articles.Section", models.PROTECT)
    topics = models.ManyToManyField("articles.Topic", blank=True)
    related = models.ManyToManyField("self", blank=True, symmetrical=False)
    language = models.CharField(
        max_length=20,
        default="en",
        validators=[
            RegexValidator(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "Write a language as en, fr, zh-Hans or ar.")
        ],
        help_text="BCP 47: en, fr, zh-Hans, ar.",
    )
    body = models.TextField(blank=True)
    urgency = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text="1 flash, 5 normal, 9 lowest.",
    )
    ednote = models.TextField("note to editors", blank=True, help_text="Not for publication.")
    pubstatus = models.CharField(
        "publishing status",
        max_length=10,
        choices=Pubstatus,
        default=Pubstatus.USABLE,
        help_text="Only a usable story can be published.",
    )
    embargo = models.DateTimeField(null=True, blank=True, help_text="Readers get nothing before this moment.")
    embargo_indefinite = models.BooleanField(
        "embargoed until further notice", default=False, help_text="Refuses publishing until it is taken off."
    )
    expires = models.DateTimeField(
        "expiry", null=True, blank=True, help_text="From this moment on readers find nothing."
    )
    usage_terms = models.TextField(blank=True, help_text="What the source allows. Not shown to readers.")
    dated = models.DateTimeField(
        "date of the story",
        null=True,
        blank=True,
        help_text="The date readers see, in the address and in the order of lists. Empty: the first go-live.",
    )
    desk_status = models.CharField("state at the desk", max_length=10, choices=DeskStatus, default=DeskStatus.DRAFT)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="who has it"
    )
    # The address, reserved by the first publishing and written by articles.publishing alone.
    path = models.CharField(max_length=500, blank=True, editable=False)
    withdrawals = models.PositiveIntegerField(default=0, editable=False)
    row_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name, verbose_name_plural = "story", "stories"
        ordering = ["-saved_at", "-pk"]
        # All that the desk's list is searched and narrowed by: a word that is nowhere costs no reading of stories.
        indexes = [
            models.Index(
                fields=["-saved_at", "-id", "headline", "slugline", "section", "source", "desk_status", "language"],
                name="article_list",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "guid"], name="one_article_per_source_guid"),
            models.UniqueConstraint(fields=["path"], condition=~models.Q(path=""), name="one_article_per_path"),
            models.CheckConstraint(
                condition=models.Q(expires=None) | models.Q(embargo=None) | models.Q(expires__gt=models.F("embargo")),
                name="article_expires_after_embargo",
            ),
        ]
        permissions = [
            ("publish_article", "Can publish, correct and re-time stories"),
            ("withdraw_article", "Can withdraw stories"),
        ]

    def __str__(self):
        return self.headline

    def save(self, **kwargs):
        self.slug = self.slug or slugify(self.headline, allow_unicode=True)[:120].strip("-") or "story"
        super().save(**kwargs)

    def clean(self):
        self.body = html.clean(self.body)
        if self.embargo and self.expires and self.expires <= self.embargo:
            raise ValidationError({"expires": "The expiry must come after the embargo, or nobody reads the story."})


class Attachment(models.Model):
    """What a photograph and a PDF have in common when a story uses them."""

    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class ArticlePhoto(Attachment):
    """A photograph in a story. What is empty here is taken from the library."""

    class Role(models.TextChoices):
        LEAD = "lead", "Lead"
        INLINE = "inline", "In the text"
        GALLERY = "gallery", "Gallery"

    article = models.ForeignKey(Article, models.CASCADE, related_name="photos")
    photo = models.ForeignKey("articles.Photo", models.PROTECT, related_name="uses")
    role = models.CharField(max_length=10, choices=Role, default=Role.GALLERY)
    caption = models.TextField(blank=True, help_text="For this story only; empty takes the library's.")
    credit = models.CharField(max_length=255, blank=True, help_text="For this story only; empty takes the library's.")
    alt = models.TextField("alternative text", blank=True, help_text="For this story only; empty takes the library's.")
    focal_x = models.PositiveSmallIntegerField(
        "focus, from the left (%)", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        "focus, from the top (%)", null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    class Meta(Attachment.Meta):
        verbose_name = "photograph"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "photo"],
                name="one_use_of_a_photo_per_article",
                violation_error_message="This photograph is in the story already.",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(role="lead"),
                name="one_lead_photo",
                violation_error_message="A story has one lead photograph.",
            ),
        ]

    def __str__(self):
        return str(self.photo)


class ArticleDocument(Attachment):
    article = models.ForeignKey(Article, models.CASCADE, related_name="documents")
    document = models.ForeignKey("articles.Document", models.PROTECT, related_name="uses")
    title = models.CharField("link text", max_length=255, blank=True, help_text="Empty: the full name of the file.")
    intro = models.CharField(
        "introducing sentence",
        max_length=255,
        blank=True,
        help_text="Click the following link to download the resolution:",
    )

    class Meta(Attachment.Meta):
        verbose_name = "document"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "document"],
                name="one_use_of_a_document_per_article",
                violation_error_message="This document is in the story already.",
            ),
        ]

    def __str__(self):
        return str(self.document)
