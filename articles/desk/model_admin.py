from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models

from articles.desk import numbers
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


def wrong(form: forms.BaseForm, of: str = "") -> list[forms.BoundField]:
    """The fields with errors, to be led to by their `words`; those of a row stand far from the top of the page."""
    found = [field for field in form.visible_fields() if field.errors]
    for field in found:
        field.words = f"{of}{field.label}"
    return found


class DeskAdmin(PlainFields, admin.ModelAdmin):
    """What every page of the desk has in common. Nothing is counted further than a person turns pages."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = ShortPaginator
    empty_value_display = "–"

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:  # a day at the end of the calendar, moved to another zone
            raise IncorrectLookupParameters from error

    def response_action(self, request, queryset):
        """What is no number of a row is not chosen."""
        request.POST = request.POST.copy()
        chosen = [pk for pk in request.POST.getlist(ACTION_CHECKBOX_NAME) if numbers.of(pk) is not None]
        request.POST.setlist(ACTION_CHECKBOX_NAME, chosen)
        return super().response_action(request, queryset)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(
            request, {"title": self.opts.verbose_name_plural.capitalize(), **(extra_context or {})}
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["title"] = f"New {self.opts.verbose_name}" if add else str(obj)
        context["subtitle"] = None
        context["wrong"] = wrong(context["adminform"].form) + [
            field
            for inline in context["inline_admin_formsets"]
            for number, row in enumerate(inline.formset, 1)
            for field in wrong(row, f"{inline.opts.verbose_name} {number}, ")
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)
