from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models

from articles.desk.paging import ShortPaginator


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a date and a time. Seconds are shown where there are some, so that none get lost."""

    input_type = "datetime-local"

    def format_value(self, value):
        if not hasattr(value, "strftime"):
            return super().format_value(value)
        return value.strftime("%Y-%m-%dT%H:%M:%S" if value.second else "%Y-%m-%dT%H:%M")


class PlainFields:
    """Short text areas, the browser's own date fields, and none of the small signs that open windows."""

    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput(attrs={"step": "any"})},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class DeskAdmin(PlainFields, admin.ModelAdmin):
    """What every page of the desk has in common. Nothing is counted further than a person turns pages."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = ShortPaginator
    empty_value_display = "–"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural.capitalize(), **(extra_context or {})}
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["title"] = f"New {self.opts.verbose_name}" if add else str(obj)
        context["subtitle"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)
