"""The paper itself: what it says of itself, its standing pages, and what leads its pages."""

from django import forms
from django.contrib import admin
from django.db.models import Max
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from articles.desk import fronts
from articles.desk.editor import BodyField
from articles.desk.model_admin import DeskAdmin
from articles.models import Front, Page, Site


@admin.register(Site)
class SiteAdmin(DeskAdmin):
    """One row, so that its list is its form."""

    def changelist_view(self, request, extra_context=None):
        Site.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:articles_site_change", args=[1]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PageForm(forms.ModelForm):
    body = BodyField(label="Text", required=False, references=False)

    class Meta:
        model = Page
        fields = ["title", "slug", "body", "position"]


@admin.register(Page)
class PageAdmin(DeskAdmin):
    form = PageForm
    list_display = ["title", "slug", "position", "changed_at"]
    prepopulated_fields = {"slug": ["title"]}

    class Media:
        js = ["desk/names.js"]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["media"] = context["media"].with_nonce(str(request.csp_nonce))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_changeform_initial_data(self, request):
        last = Page.objects.aggregate(last=Max("position"))["last"]
        return {"position": 0 if last is None else last + 1} | super().get_changeform_initial_data(request)

    def view_on_site(self, obj):
        return f"/{obj.slug}/"


@admin.register(Front)
class FrontAdmin(DeskAdmin):
    """Fronts are acts, not rows to edit: their list is the page on which they are made."""

    def get_urls(self):
        guarded = self.admin_site.admin_view
        return [
            path("", guarded(fronts.page), name="articles_front_changelist"),
            path("preview/", guarded(fronts.preview), name="articles_front_preview"),
            path("<int:pk>/cancel/", guarded(fronts.cancel), name="articles_front_cancel"),
        ]
