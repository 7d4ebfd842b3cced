"""What the lists of the desk can be narrowed to."""

from django.contrib import admin
from django.db.models import Exists, F, OuterRef
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
        own = Edition.objects.filter(article=OuterRef("pk"))
        every = Edition.objects.filter(cancelled_at=None)
        match self.value():
            case "live":
                return queryset.filter(Exists(own.live(now)))
            case "scheduled":
                return queryset.filter(pk__in=every.filter(live_from__gt=now).values("article"))
            case "expired":
                ended = every.filter(expires_at__lte=now, live_until=F("expires_at"))
                return queryset.filter(~Exists(own.in_force(now)), pk__in=ended.values("article"))
            case "withdrawn":
                gone = every.filter(gone__gt=Edition.Gone.NO, live_until__gt=now)
                return queryset.filter(pk__in=gone.values("article"))
            case "never":
                return queryset.filter(~Exists(own.filter(live_from__lte=now, live_until__gt=F("live_from"))))
        return queryset


class Unused(admin.SimpleListFilter):
    """What no working copy uses and no edition has used."""

    title = "use"
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("none", "Used nowhere")]

    def queryset(self, request, queryset):
        return uses.of_nothing(queryset) if self.value() == "none" else queryset


class OfSource(admin.RelatedFieldListFilter):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.empty_value_display = "No source"


class CameIn(admin.DateFieldListFilter):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.title = "came in"


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
