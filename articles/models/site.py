from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from articles import html
from articles.models.section import RESERVED_SLUGS, Section


class Site(models.Model):
    """The one row of what the paper says of itself. It is furniture: read as it is now, never frozen."""

    name = models.CharField(max_length=80, default="Newsroom", help_text="In the masthead, in titles and in feeds.")
    description = models.CharField(
        max_length=255, blank=True, help_text="One sentence for search engines, feeds and social networks."
    )
    footer = models.TextField(blank=True, help_text="At the foot of every page.")

    class Meta:
        verbose_name, verbose_name_plural = "site", "site"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_site")]

    def __str__(self):
        return self.name


class Page(models.Model):
    """What a paper must have beside its stories: About, Contact, Privacy, Corrections policy."""

    title = models.CharField(max_length=120)
    slug = models.SlugField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^\d{4}$", "Four digits would read as a year.", inverse_match=True)],
        help_text="The word in the address: /about/.",
    )
    body = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order at the foot of every page; small first.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self):
        return self.title

    def clean(self):
        self.body = html.clean(self.body)
        if self.slug in RESERVED_SLUGS or Section.objects.filter(path=self.slug).exists():
            raise ValidationError({"slug": f"/{self.slug}/ is an address of the site already. Choose another word."})
