"""What the lists of the desk can be narrowed to."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.desk import uses
from articles.models import Edition


class WithReaders(admin.SimpleListFilter):
    """What readers have of a story, asked of its editions."""

    title = "with readers"
    parameter_name = "readers"

    def lookups(self, request, model_admin):
        return [
            ("live", "Live"),
            ("scheduled", "Scheduled"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
            ("never", "Not yet"),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        own = Edition.objects.filter(article=OuterRef("pk"), cancelled_at=None)
        pending = Edition.objects.filter(cancelled_at=None, live_from__gt=now)
        begun, in_force = own.filter(live_from__lte=now, path__gt=""), own.in_force(now)
        match self.value():
            case "live":
                return queryset.filter(Exists(own.live(now)))
            case "scheduled":
                return queryset.filter(pk__in=pending.values("article"))
            case "expired":
                return queryset.filter(Exists(begun), ~Exists(in_force))
            case "withdrawn":
                return queryset.filter(Exists(in_force.exclude(gone=Edition.Gone.NO)))
            case "never":
                return queryset.filter(~Exists(begun))
        return queryset


class Unused(admin.SimpleListFilter):
    """What no working copy uses and no edition has used."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("none", "Used nowhere")]

    def queryset(self, request, queryset):
        return uses.of_nothing(queryset) if self.value() == "none" else queryset


class Missing(admin.SimpleListFilter):
    """Photographs that lack words which readers need."""

    title = "missing"
    parameter_name = "missing"
    COLUMNS = {"alt": "alt_text", "caption": "caption", "credit": "credit_line"}

    def lookups(self, request, model_admin):
        return [("alt", "Alternative text"), ("caption", "Caption"), ("credit", "Credit")]

    def queryset(self, request, queryset):
        column = self.COLUMNS.get(self.value())
        return queryset.filter(**{column: ""}) if column else queryset
