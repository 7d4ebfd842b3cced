import uuid

from django.conf import settings
from django.db import models


class Document(models.Model):
    """One PDF of the library. Its files lie in the private storage, below `documents/<uid>/`.

    `text` is a list with the text of each page; `findings` a list of {"code", "sentence"}: what the
    upload holds that an editor should know of before readers get the cleaned copy.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=255, editable=False)
    original = models.CharField(max_length=255, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    cleaned = models.CharField(max_length=255, editable=False)
    cleaned_size = models.PositiveBigIntegerField(editable=False)
    cleaned_sha256 = models.CharField(max_length=64, editable=False)
    page_count = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=255, blank=True, help_text="For the library; readers see the file name.")
    text = models.JSONField(default=list, editable=False)
    findings = models.JSONField(default=list, editable=False)
    source = models.ForeignKey("articles.Source", models.PROTECT, null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    @property
    def folder(self) -> str:
        return f"documents/{self.uid.hex}"
