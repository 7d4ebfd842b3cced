import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.paginator import Paginator
from django.db import connection, models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html_join, strip_tags
from django_prose_editor.fields import ProseEditorFormField

from articles import content as contents
from articles import publishing, revising
from articles.desk import files, publish, states, uploads
from articles.models import Article, ArticleDocument, ArticlePhoto
from articles.models.edition import FOREVER

EDITOR = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
}


class ShortPaginator(Paginator):
    """Counts no further than a person turns pages; what lies beyond is found by search."""

    MOST = 2000

    @cached_property
    def count(self):
        return len(self.object_list.order_by().values_list("pk", flat=True)[: self.MOST])


class ArticleForm(forms.ModelForm):
    """Refuses to save over a save that it has not seen, and shows both texts."""

    body = ProseEditorFormField(required=False, config={"extensions": EDITOR}, label="Text")
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.theirs = []
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.row_version
        for field in self.fields.values():
            if isinstance(field.widget, AdminSplitDateTime):
                for part, widget in zip(("date", "time"), field.widget.widgets, strict=True):
                    widget.attrs["aria-label"] = f"{field.label}: {part}"

    def is_multipart(self):
        """The uploads belong to no field of the form (articles.desk.uploads)."""
        return True

    def clean(self):
        cleaned = super().clean()
        for name in ("dated", "embargo", "expires"):
            if cleaned.get(name) and not 1000 <= cleaned[name].year < FOREVER.year:
                self.add_error(name, f"Choose a year between 1000 and {FOREVER.year - 1}.")
        if not self.instance.pk or "seen_version" not in self.fields:
            return cleaned
        if cleaned.get("seen_version") == self.instance.row_version:
            return cleaned
        self.theirs = [
            (self.fields[name].label or name, _plain(getattr(self.instance, name)), _plain(cleaned.get(name)))
            for name in contents.TEXTS
            if name in cleaned and getattr(self.instance, name) != cleaned.get(name)
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = self.instance.row_version
        saved = timezone.localtime(self.instance.saved_at)
        raise forms.ValidationError(
            f"{self.instance.saved_by or 'Someone'} saved this story at {saved:%H:%M} while you were editing it. "
            "Nothing is lost: your text is still in the form, theirs is shown beside it. Take over what should "
            "stay and save again."
        )


def _plain(text: str) -> str:
    """The words of a text with a line for each paragraph, however its HTML was laid out."""
    return strip_tags(re.sub(r"</(p|h2|h3|li|blockquote|tr)>", "\\g<0>\n", text or "")).strip()


SHORT_TEXT = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}}


class PhotoForm(forms.ModelForm):
    def _get_validation_exclusions(self):
        """That there is one lead is a matter of all rows together, which may change places in one save."""
        return super()._get_validation_exclusions() | {"role"}


class PhotoFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form.cleaned_data for form in self.forms if not form.cleaned_data.get("DELETE")]
        if sum(row.get("role") == ArticlePhoto.Role.LEAD for row in kept) > 1:
            raise forms.ValidationError("A story has one lead photograph. Make the others part of the gallery.")

    def save(self, commit=True):
        """The old lead steps down before the new one is saved: the database allows no two, not even for a moment."""
        stepping_down = [
            form.instance.pk
            for form in self.initial_forms
            if form in self.deleted_forms or form.cleaned_data["role"] != ArticlePhoto.Role.LEAD
        ]
        ArticlePhoto.objects.filter(pk__in=stepping_down, role=ArticlePhoto.Role.LEAD).update(
            role=ArticlePhoto.Role.GALLERY
        )
        return super().save(commit)


class PhotoInline(admin.StackedInline):
    formfield_overrides = SHORT_TEXT
    form = PhotoForm
    formset = PhotoFormSet
    model = ArticlePhoto
    extra = 0
    raw_id_fields = ["photo"]
    readonly_fields = ["thumbnail"]
    fields = ["thumbnail", ("photo", "role", "position"), "caption", ("credit", "alt")]
    template = "desk/inline.html"

    @admin.display(description="Picture")
    def thumbnail(self, use):
        return files.thumbnail(use.photo) if use.photo_id else ""


class DocumentInline(admin.StackedInline):
    model = ArticleDocument
    extra = 0
    raw_id_fields = ["document"]
    readonly_fields = ["facts"]
    fields = [("document", "position"), "facts", "intro", "title"]
    template = "desk/inline.html"

    @admin.display(description="File")
    def facts(self, use):
        return files.facts(use.document) if use.document_id else ""


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    inlines = [PhotoInline, DocumentInline]
    list_display = ["headline", "state", "section", "source", "saved", "assigned_to"]
    list_filter = ["section", "source", "desk_status", "language"]
    search_fields = ["headline", "slugline"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = ShortPaginator
    ordering = ["-saved_at", "-pk"]
    formfield_overrides = SHORT_TEXT | {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    empty_value_display = ""
    raw_id_fields = ["related", "assigned_to"]
    save_on_top = True
    change_form_template = "desk/story.html"
    fieldsets = [
        (None, {"fields": ["seen_version", "headline", "summary", "dateline", "byline", "body"]}),
        ("Where and when", {"fields": ["section", "source", "topics", "dated", "slug", "language"]}),
        ("Desk", {"fields": ["desk_status", "assigned_to", "slugline", "urgency", "ednote"]}),
        (
            "Rights, embargo, expiry",
            {"fields": ["pubstatus", ("embargo", "embargo_indefinite"), "expires", "usage_terms"]},
        ),
        ("Search and related", {"fields": ["search_headline", "related"], "classes": ["collapse"]}),
    ]

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [*publish.urls(guarded), *files.urls(guarded), *super().get_urls()]

    def get_queryset(self, request):
        return contents.related_rows(super().get_queryset(request)).select_related("section__parent", "assigned_to")

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        found = states.of(list(changelist.result_list), timezone.now())
        for article in changelist.result_list:
            article.states = found[article.pk]
        return changelist

    @admin.display(description="State")
    def state(self, article):
        return format_html_join(
            " ",
            '<span class="state {}" title="{}">{}</span>',
            ((state.name, _moment(state.at), state.word) for state in article.states),
        )

    @admin.display(description="Saved", ordering="saved_at")
    def saved(self, article):
        return _moment(article.saved_at)

    def get_readonly_fields(self, request, obj=None):
        begun = obj and obj.editions.filter(cancelled_at=None, live_from__lte=timezone.now(), path__gt="").exists()
        return ["slug"] if begun else []

    def get_object(self, request, object_id, from_field=None):
        if connection.in_atomic_block:  # a POST: nobody else may save between the look and the write
            list(Article.objects.select_for_update().filter(pk=object_id if str(object_id).isdecimal() else None))
        return super().get_object(request, object_id, from_field)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            article = self.get_object(request, object_id) if object_id else None
            allowed = self.has_change_permission(request, article) if object_id else self.has_add_permission(request)
            if allowed:
                uploads.into_rows(request, article)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = context["media"].with_nonce(str(request.csp_nonce))
        context["theirs"] = context["adminform"].form.theirs
        context["may_publish"] = request.user.has_perm(publish.PUBLISH)
        context["may_withdraw"] = request.user.has_perm(publish.WITHDRAW)
        if obj:
            context["show_delete"] = not obj.editions.exists()  # what has been published is withdrawn, never deleted
            context["states"] = states.of([self.get_queryset(request).get(pk=obj.pk)], timezone.now())[obj.pk]
            context["editions"] = obj.editions.select_related("created_by").order_by("-number")[:10]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        revising.keep(form.instance, request.user)
        for edition in publishing.hold_back(form.instance):
            messages.warning(
                request,
                f"The edition scheduled for {_moment(edition.live_from)} was cancelled: the embargo or the publishing "
                "status does not allow it any more.",
            )

    def response_change(self, request, obj):
        if "_publish" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[obj.pk]))
        return super().response_change(request, obj)

    def response_add(self, request, obj, post_url_continue=None):
        if "_publish" in request.POST:
            return HttpResponseRedirect(reverse("admin:articles_article_publish", args=[obj.pk]))
        return super().response_add(request, obj, post_url_continue)


def _moment(at):
    return timezone.localtime(at).strftime("%b %-d, %Y, %H:%M") if at else ""
