from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from articles.desk import uploads, uses
from articles.desk.files import download, facts, smallest
from articles.desk.filters import CameIn, Missing, OfSource, Unused
from articles.desk.library_form import DocumentForm, PhotoForm
from articles.desk.model_admin import DeskAdmin
from articles.desk.section_form import SectionForm
from articles.media import intake
from articles.media.errors import Refused
from articles.models import Document, Photo, Section, Topic


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data, initial=None):
        return [super(ManyFilesField, self).clean(file, initial) for file in data or [None]]


class UploadForm(forms.Form):
    files = ManyFilesField(label="Files")


class LibraryAdmin(DeskAdmin):
    """A grid of files. Adding is uploading; everything else is the form that the upload has filled."""

    change_list_template = "desk/library.html"
    change_form_template = "desk/library_file.html"
    list_display = ["file_name"]
    list_per_page = 48
    ordering = ["-pk"]
    accept = ""

    @property
    def kind(self):
        return self.opts.model_name

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("upload/", guarded(require_POST(self.upload)), name=f"articles_{self.kind}_upload"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        changelist.tiles = self.tiles(changelist.result_list)
        return changelist

    def changelist_view(self, request, extra_context=None):
        words = {"kind": self.kind, "accept": self.accept}
        return super().changelist_view(request, {**words, **(extra_context or {})})

    def tiles(self, rows):
        """What a tile of the grid shows of each row: {row, picture, lacks, unused}."""
        rows = list(rows)
        unused = set(
            uses.of_nothing(self.model.objects.filter(pk__in=[row.pk for row in rows])).values_list("pk", flat=True)
        )
        return [
            {"row": row, "picture": smallest(row), "lacks": self.lacks(row), "unused": row.pk in unused} for row in rows
        ]

    def lacks(self, row) -> list[str]:
        return []

    def add_view(self, request, form_url="", extra_context=None):
        """Uploading without a script: any number of files at once."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            taken = self._taken(request, form)
            if form.is_valid() and len(taken) == 1:
                return HttpResponseRedirect(reverse(f"admin:articles_{self.kind}_change", args=[taken[0].pk]))
            if form.is_valid():
                return HttpResponseRedirect(reverse(f"admin:articles_{self.kind}_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Add {self.opts.verbose_name_plural}",
            "form": form,
            "opts": self.opts,
        }
        return render(request, "desk/upload.html", context)

    def _taken(self, request, form):
        """The rows of the files that were taken; those that were refused are errors of the form."""
        taken = []
        for sent in form.cleaned_data["files"]:
            try:
                row, notes = uploads.take(request, self.kind, sent)
            except Refused as refusal:
                form.add_error("files", f"“{sent.name}”: {refusal}")
                continue
            taken.append(row)
            words = uploads.KNOWN if uploads.KNOWN in notes else "Check what was read from it."
            messages.success(request, f"“{row.file_name}” is in the library. {words}")
        return taken

    def upload(self, request: HttpRequest) -> HttpResponse:
        """One file for the grid: {kind, id, tile, notes}, or {refused: sentence}."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        sent = request.FILES.get("file")
        if sent is None:
            return JsonResponse({"refused": "No file arrived. Choose it again."})
        try:
            row, notes = uploads.take(request, self.kind, sent)
        except Refused as refusal:
            return JsonResponse({"refused": str(refusal)})
        tile = render_to_string("desk/_tile.html", {"tile": self.tiles([row])[0], "kind": self.kind}, request)
        return JsonResponse({"kind": self.kind, "id": row.pk, "tile": tile, "notes": notes})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["uses"] = uses.of(obj, timezone.now())
            context["picture"] = smallest(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs, request):
        """What is in work, live or scheduled holds on to its files; the page says where that is."""
        deleted, counts, lacking, _ = super().get_deleted_objects(objs, request)
        now = timezone.now()
        held = [(row, use) for row in objs for use in uses.of(row, now) if use.held]
        words = [
            format_html(
                '“<bdi>{}</bdi>” is {} of <a href="{}"><bdi>{}</bdi></a>.',
                row.file_name,
                use.words,
                reverse("admin:articles_article_change", args=[use.article.pk]),
                use.article,
            )
            for row, use in held[:20]
        ]
        return deleted, counts, lacking, words


@admin.register(Photo)
class PhotoAdmin(LibraryAdmin):
    form = PhotoForm
    accept = "image/jpeg,image/png,image/webp,image/gif,image/tiff,image/avif,image/heic,image/heif"
    search_fields = ["headline", "caption", "file_name", "credit_line", "creator", "city", "country"]
    search_help_text = "Words of the caption, headline, credit, photographer, place or file name"
    list_filter = [Missing, Unused, ("source", OfSource), ("uploaded_at", CameIn)]
    readonly_fields = ["file", "size_in_pixels", "found"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "headline", "caption", "alt_text", ("creator", "credit_line"), "copyright_notice", "usage_terms",
                    ("date_created", "source"), ("sublocation", "city"), ("region", "country"),
                ]
            },
        ),
        ("Focus", {"fields": [("focal_x", "focal_y")]}),
        ("The file", {"fields": ["file", "size_in_pixels", "found"]}),
    ]  # fmt: skip

    def lacks(self, photo):
        words = {"alternative text": photo.alt_text, "caption": photo.caption, "credit": photo.credit}
        return [name for name, text in words.items() if not text]

    @admin.display(description="File as it came")
    def file(self, photo):
        return download(photo)

    @admin.display(description="Pixels")
    def size_in_pixels(self, photo):
        return f"{photo.width} × {photo.height}"

    @admin.display(description="What the file holds")
    def found(self, photo):
        conflicts = [
            f"{row['field']}: the file contradicts itself. Used {row['chosen']}; "
            + "; ".join(f"{block}: “{value}”" for block, value in row["values"].items())
            for row in photo.conflicts
        ]
        return (
            format_html_join("\n", "<p>{}</p>", ((line,) for line in [*photo.notes, *conflicts])) or "Nothing unusual."
        )


@admin.register(Document)
class DocumentAdmin(LibraryAdmin):
    form = DocumentForm
    accept = "application/pdf"
    search_fields = ["file_name", "title"]
    search_help_text = "Words of the file name or the title"
    list_filter = [Unused, ("source", OfSource), "signed", ("uploaded_at", CameIn)]
    readonly_fields = ["file", "found"]
    fields = ["title", "source", "keep_signature", "file", "found"]

    def get_urls(self):
        guarded = self.admin_site.admin_view
        replace = guarded(require_POST(self.replace))
        return [path("<int:pk>/replace/", replace, name="articles_document_replace"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": [name for name in self.fields if name != "keep_signature" or (obj and obj.signed)]})]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("text")

    def replace(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new file in the place of this one; readers get it with the next edition of a story."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        document = get_object_or_404(Document, pk=pk)
        sent = request.FILES.get("file")
        try:
            if sent is None:
                raise Refused("Choose the new file first.")
            document = intake.replace(document, sent, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            LogEntry.objects.log_actions(
                request.user.pk,
                [document],
                CHANGE,
                f"Replaced the file: version {document.version}.",
                single_object=True,
            )
            messages.success(
                request,
                f"This is version {document.version} now. Readers get it, at the same address, when a story that uses "
                "it is published again.",
            )
        return HttpResponseRedirect(reverse("admin:articles_document_change", args=[pk]))

    @admin.display(description="File")
    def file(self, document):
        return facts(document)

    @admin.display(description="What the file holds")
    def found(self, document):
        sentences = ((finding["sentence"],) for finding in document.findings)
        return format_html_join("\n", "<p>{}</p>", sentences) or "Nothing unusual."


@admin.register(Section)
class SectionAdmin(DeskAdmin):
    form = SectionForm
    list_display = ["__str__", "path", "position"]

    class Media:
        css = {"all": ["desk/publish.css"]}


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
