from django.conf import settings
from django.db import models


class Revision(models.Model):
    """The content of an article at one save: who, when, what."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["article", "version"], name="one_revision_per_version")]

    def __str__(self):
        return f"{self.article_id}, save {self.version}"
