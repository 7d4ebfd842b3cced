"""Where copy comes from: agencies with their habits, and the addresses of feeds."""

import ipaddress
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from articles.desk.model_admin import DeskAdmin, PlainFields
from articles.models import SectionRule, Source, WireFeed
from articles.wire import fetch

ALWAYS = {"fields": ["name", "slug", "credit_line", "rights_note"]}
WIRE = {
    "fields": ["paused", "quiet_hours", "guid_prefixes", "picture_hosts", "dateline_from", "byline_from", "strip"],
    "description": "What its deliveries are like, and what is done with them.",
}


class RuleInline(PlainFields, admin.StackedInline):
    model = SectionRule
    fields = [("subject", "section")]
    extra = 1

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.select_related("parent__parent__parent")
        return field


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    list_display = ["name", "credit_line", "heard_at", "paused"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [(None, ALWAYS), ("On the wire", WIRE)]
    inlines = [RuleInline]


class FeedForm(forms.ModelForm):
    def clean_address(self):
        """What can be told without asking; names are looked up at each visit (articles.wire.fetch)."""
        parts = urlsplit(self.cleaned_data["address"])
        if parts.username is not None:
            raise ValidationError("Leave name and password out of the address: it is shown at the desk.")
        if parts.hostname == "localhost" or (_is_number(parts.hostname) and not fetch.public(parts.hostname)):
            raise ValidationError("That address lies in a network of our own, and is never asked.")
        return self.cleaned_data["address"]


def _is_number(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


@admin.register(WireFeed)
class FeedAdmin(DeskAdmin):
    form = FeedForm
    list_display = ["address", "source", "paused", "asked_at", "heard_at", "failures", "said"]
    list_filter = ["source", "paused"]
    list_select_related = ["source"]
    readonly_fields = ["asked_at", "heard_at", "failures", "said"]
