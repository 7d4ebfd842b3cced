from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join

from articles.desk.files import download, facts, thumbnail
from articles.media import intake
from articles.media.errors import Refused
from articles.models import Document, EditionFile, Photo, Section, Source, Topic


class UploadForm(forms.Form):
    file = forms.FileField(label="File", widget=forms.FileInput)


class LibraryAdmin(admin.ModelAdmin):
    """Adding is uploading; everything else is the form that the upload has filled."""

    show_full_result_count = False
    take = None

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                taken = type(self).take(upload, by=request.user)
                messages.success(request, f"“{taken.file_name}” is in the library. Check what was read from it.")
                return HttpResponseRedirect(
                    reverse(f"admin:{self.opts.label_lower.replace('.', '_')}_change", args=[taken.pk])
                )
            except Refused as refusal:
                form.add_error("file", str(refusal))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Add {self.opts.verbose_name}",
            "form": form,
            "opts": self.opts,
        }
        return render(request, "desk/upload.html", context)

    def get_deleted_objects(self, objs, request):
        """An edition holds on to its files, also when the working copy has let them go."""
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        uses = EditionFile.objects.filter(storage_name__in=[row.cleaned for row in objs]).select_related("edition")
        return deleted, counts, lacking, [*protected, *(f"/{use.edition}: {use.file_name}" for use in uses[:20])]


@admin.register(Photo)
class PhotoAdmin(LibraryAdmin):
    take = staticmethod(intake.photo)
    list_display = ["picture", "__str__", "credit_line", "size_in_pixels", "uploaded_at"]
    list_display_links = ["picture", "__str__"]
    search_fields = ["headline", "caption", "file_name", "credit_line"]
    readonly_fields = ["picture", "file", "size_in_pixels", "found"]
    fields = [
        "picture", "file", "size_in_pixels", "found", "headline", "caption", "alt_text", "creator", "credit_line",
        "copyright_notice", "usage_terms", "source", "date_created", "sublocation", "city", "region", "country",
        ("focal_x", "focal_y"),
    ]  # fmt: skip

    @admin.display(description="Picture")
    def picture(self, photo):
        return thumbnail(photo)

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
    take = staticmethod(intake.document)
    list_display = ["file_name", "page_count", "uploaded_at"]
    search_fields = ["file_name", "title"]
    readonly_fields = ["file", "page_count"]
    fields = ["file", "page_count", "title", "source"]

    @admin.display(description="File")
    def file(self, document):
        return facts(document)


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    list_display = ["__str__", "path", "position"]


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["name", "credit_line"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
