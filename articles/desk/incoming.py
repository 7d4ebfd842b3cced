"""Incoming: what the agencies have sent, each story once, newest first."""

from collections import Counter

from django.contrib import admin
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html_join

from articles.desk import incoming_item, tasks
from articles.desk.model_admin import DeskAdmin
from articles.models import WireItem

NEWEST, SUBJECTS = 300, 15  # the subjects that stand for choice are those of the newest items


class WithDesk(admin.SimpleListFilter):
    """What nobody has decided on, unless something else is asked for."""

    title, parameter_name = "at the desk", "state"

    def lookups(self, request, model_admin):
        return [
            ("urgent", "Needs a look"),
            ("hold", "On hold"),
            ("taken", "Taken"),
            ("spiked", "Spiked"),
            ("parts", "Comes with a story"),
            ("all", "All"),
        ]

    def choices(self, changelist):
        chosen = self.value()
        yield {
            "selected": chosen is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": "Incoming",
        }
        for value, words in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": words,
            }

    def queryset(self, request, queryset):
        match self.value():
            case "all":
                return queryset
            case "parts":
                return queryset.filter(part=True)
            case "urgent":
                return queryset.filter(urgent=True)
            case state:
                return queryset.filter(part=False, state=state or WireItem.State.NEW)


class Subject(admin.SimpleListFilter):
    title, parameter_name = "subject", "subject"

    def lookups(self, request, model_admin):
        rows = WireItem.objects.filter(current=True, part=False).order_by("-received_at", "-pk")
        found = Counter(name for text in rows.values_list("subjects", flat=True)[:NEWEST] for name in text.split("\n"))
        names = [name for name, _ in found.most_common(SUBJECTS + 1) if name][:SUBJECTS]
        chosen = request.GET.get(self.parameter_name)
        return [(name, name) for name in dict.fromkeys([*names, *([chosen] if chosen else [])])]

    def queryset(self, request, queryset):
        return queryset.filter(subjects__contains=f"\n{self.value()}\n") if self.value() else queryset


@admin.register(WireItem)
class IncomingAdmin(DeskAdmin):
    list_display = ["story", "marks", "source", "version", "urgency", "received"]
    list_filter = [WithDesk, "source", Subject, "urgency", "outcome", "type"]
    list_select_related = ["source", "article"]
    search_fields = ["headline", "slugline"]
    search_help_text = "Words of the headline or the slugline"
    sortable_by = []
    actions = None
    change_list_template = "desk/incoming_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(current=True).defer("parsed")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        return [
            path("<int:pk>/" + address, self.admin_site.admin_view(view), name=f"articles_wireitem_{name}")
            for address, view, name in incoming_item.ACTS
        ] + super().get_urls()

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**tasks.context(request), **(extra_context or {})})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return incoming_item.page(request, int(object_id) if object_id.isdecimal() and len(object_id) < 19 else 0)

    @admin.display(description="Story")
    def story(self, row):
        return str(row)

    @admin.display(description="State")
    def marks(self, row):
        return format_html_join(" ", '<span class="state {}">{}</span>', tasks.marks_of(row))

    @admin.display(description="Received")
    def received(self, row):
        return timezone.localtime(row.received_at).strftime("%b %-d, %H:%M")
