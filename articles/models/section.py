import re

from django.core.exceptions import ValidationError
from django.db import models

# First words of addresses that are neither sections nor pages (newsroom/urls.py and articles/public/urls.py).
RESERVED_SLUGS = {
    *("admin", "api", "archive", "atom", "corrections", "favicon", "feed", "files", "healthz", "media"),
    *("news-sitemap", "photo", "readyz", "robots", "rss", "search", "sitemap", "sources", "static", "topics"),
}
# The pages that every paper has: no section takes their place.
PAGE_SLUGS = {"about", "contact", "privacy"}


def validate_section_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS | PAGE_SLUGS:
        raise ValidationError(f"“{slug}” is an address of the site itself. Choose another word.")
    if re.fullmatch(r"\d{4}", slug):
        raise ValidationError("Four digits would read as a year in the address. Choose a word.")


class Section(models.Model):
    """A room of the paper: News, News > Photos."""

    class Layout(models.TextChoices):
        STORIES = "stories", "Stories, with their summaries"
        PICTURES = "pictures", "Pictures, large, with their headlines"

    name = models.CharField(max_length=80, help_text="As readers see it in the menu and the breadcrumb.")
    slug = models.SlugField(
        max_length=60,
        validators=[validate_section_slug],
        help_text="The word in the address. It cannot change once a story has appeared here.",
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", help_text="The section above."
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the menu; small numbers first.")
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.STORIES)
    blocking = models.JSONField(
        "must be right",
        default=list,
        blank=True,
        help_text="What stops a story of this section, and of those below it, from being published. "
        "All else on the checklist only warns.",
    )

    class Meta:
        ordering = ["position", "path"]

    def __str__(self):
        return " > ".join(section.name for section in self.lineage())

    def save(self, **kwargs):
        self.path = self._path()
        super().save(**kwargs)
        for child in self.children.all():
            child.parent = self
            child.save()

    def lineage(self) -> list["Section"]:
        """This section and those above it, the uppermost first."""
        return [*(self.parent.lineage() if self.parent else []), self]

    def clean(self):
        if self.parent and self.pk and self.pk in {section.pk for section in self.parent.lineage()}:
            raise ValidationError({"parent": "A section cannot lie below itself."})
        if Section.objects.filter(path=self._path()).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": f"There is a section at /{self._path()}/ already. Choose another word."})
        if self._meta.apps.get_model("articles.Page").objects.filter(slug=self._path()).exists():
            raise ValidationError({"slug": f"There is a page at /{self._path()}/ already. Choose another word."})
        if not self.pk:
            return
        before = Section.objects.get(pk=self.pk)
        moved = (before.slug, before.parent_id) != (self.slug, self.parent_id)
        if moved and before.in_use():
            raise ValidationError(
                f"Stories have appeared under /{before.path}/, so its address stays. The name may change."
            )

    def in_use(self) -> bool:
        """True once an edition stands in this section or in one below it."""
        return self.edition_set.model.objects.filter(
            models.Q(section__path=self.path) | models.Q(section__path__startswith=f"{self.path}/")
        ).exists()

    def _path(self) -> str:
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug
