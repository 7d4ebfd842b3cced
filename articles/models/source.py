from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Source(models.Model):
    """Where copy comes from: an agency, or the newsroom itself. Its habits on the wire are data, not code."""

    class Trust(models.TextChoices):
        COPY = "copy", "The copy"
        METADATA = "metadata", "The metadata"
        NEITHER = "neither", "Neither: an editor writes it"

    name = models.CharField(max_length=120, unique=True, help_text="As it is printed: Xinhua, AP, Our own.")
    slug = models.SlugField(max_length=60, unique=True)
    credit_line = models.CharField(
        max_length=255, blank=True, help_text="The credit of its photographs that carry none of their own."
    )
    rights_note = models.TextField(
        blank=True, help_text="What its contract allows, for editors. Never shown to readers."
    )

    paused = models.BooleanField(
        default=False,
        help_text="Its feeds are not asked and its folder waits. What comes all the same is held; kills act as ever.",
    )
    quiet_hours = models.PositiveIntegerField(
        "silent after (hours)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(365 * 24)],
        help_text="When it has sent nothing for so long, Incoming says so. Empty: never.",
    )
    heard_at = models.DateTimeField("heard last", null=True, editable=False)
    guid_prefixes = models.TextField(
        "identifiers begin with",
        blank=True,
        help_text="One beginning a line, such as tag:reuters.com. What has another identifier is refused. Empty: any.",
    )
    picture_hosts = models.TextField(
        "fetch pictures from",
        blank=True,
        help_text="One host a line, such as cdn.example.org; asked when a story is taken. Empty: none are fetched.",
    )
    dateline_from = models.CharField("dateline from", max_length=10, choices=Trust, default=Trust.COPY)
    byline_from = models.CharField("byline from", max_length=10, choices=Trust, default=Trust.COPY)
    strip = models.TextField(
        "lines to leave out",
        blank=True,
        help_text="Whole paragraphs, one a line, * for any words: Follow us on *",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class SectionRule(models.Model):
    """Into which section an agency's stories of a subject are taken, unless an editor chooses another."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="rules")
    subject = models.CharField(
        max_length=120, help_text="A code such as medtop:04000000 or SPO, a subject's name, or a keyword."
    )
    section = models.ForeignKey("articles.Section", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "rule for sections"
        verbose_name_plural = "rules for sections"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "subject"],
                name="one_rule_per_subject",
                violation_error_message="There is a rule for this subject already.",
            )
        ]

    def __str__(self):
        return f"{self.subject}: {self.section}"


class Topic(models.Model):
    """A subject that runs through sections."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
