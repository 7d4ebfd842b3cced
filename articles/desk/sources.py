"""Where copy comes from: agencies with their habits, and the addresses of feeds."""

from django.contrib import admin

from articles.desk.model_admin import DeskAdmin, PlainFields
from articles.models import SectionRule, Source, WireFeed

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


@admin.register(WireFeed)
class FeedAdmin(DeskAdmin):
    list_display = ["address", "source", "paused", "asked_at", "heard_at", "failures", "said"]
    list_filter = ["source", "paused"]
    list_select_related = ["source"]
    readonly_fields = ["asked_at", "heard_at", "failures", "said"]
