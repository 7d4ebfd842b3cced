import uuid

from django.conf import settings
from django.db import models


class PdfFile(models.Model):
    """One PDF as it came, what was found in it, and the cleaned copy for readers.

    `text` is a list with the text of each page; `findings` a list of {"code", "sentence"}: what the upload
    holds that an editor should know of before readers get a copy. `cover` is the first page as a picture, in the
    shape of content.CoverContent, or {} where none could be drawn. `signed` tells that the file carries a
    signature, which only the file as it came keeps.
    """

    file_name = models.CharField(max_length=255, editable=False)
    original = models.CharField(max_length=255, editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    cleaned = models.CharField(max_length=255, editable=False)
    cleaned_size = models.PositiveBigIntegerField(editable=False)
    cleaned_sha256 = models.CharField(max_length=64, editable=False)
    page_count = models.PositiveIntegerField(editable=False)
    text = models.JSONField(default=list, editable=False)
    findings = models.JSONField(default=list, editable=False)
    cover = models.JSONField(default=dict, editable=False)
    signed = models.BooleanField(default=False, editable=False)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.file_name


class Document(PdfFile):
    """A PDF of the library. Its files lie in the private storage, below `documents/<uid>/`.

    Replacing it puts a new file in the place of the old one, which becomes a DocumentVersion. Readers get the
    new file with the next edition of a story, at the address that they know.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=255, blank=True, help_text="For the library; readers see the file name.")
    source = models.ForeignKey("articles.Source", models.PROTECT, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    keep_signature = models.BooleanField(
        "publish it as it came, with its signature",
        default=False,
        help_text="Readers then get the file with all that was found in it. Cleaning breaks a signature.",
    )

    class Meta:
        ordering = ["-pk"]

    @property
    def folder(self) -> str:
        return f"documents/{self.uid.hex}"

    @property
    def address(self) -> str:
        """What its public address is made from: the same for every version of the file."""
        return f"{self.folder}/public.pdf"

    def stored(self) -> set[str]:
        """The names of all its files, those of earlier versions among them."""
        files = [self, *self.versions.all()]
        covers = {made["name"] for file in files for made in file.cover.get("renditions", [])}
        return {file.original for file in files} | {file.cleaned for file in files} | covers


class DocumentVersion(PdfFile):
    """A file that a document had before it was replaced."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["document_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_file_per_document_version")]
