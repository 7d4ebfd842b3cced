from datetime import datetime

from django.conf import settings
from django.db import models


class FrontQuerySet(models.QuerySet):
    def leading(self, place: str, at: datetime) -> "Front | None":
        """What leads that page at that moment."""
        return self.filter(place=place, cancelled_at=None, live_from__lte=at).order_by("-live_from", "-pk").first()


class Front(models.Model):
    """What leads the home page or a section from a moment on, until its next front begins.

    Written by articles.fronts alone, and only ever added to. `place` is the name of its list in Listing; `stories`
    are the numbers of the articles in their order. Those that cannot be read at the moment are passed over.
    """

    place = models.CharField(max_length=40)
    stories = models.JSONField(default=list)
    live_from = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = FrontQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["place", "-live_from", "-id"], name="front_of_place")]

    def __str__(self):
        return f"{self.place} from {self.live_from:%Y-%m-%d %H:%M}"
