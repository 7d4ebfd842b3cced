from django.core.paginator import Paginator
from django.utils.functional import cached_property


class ShortPaginator(Paginator):
    """Counts no further than a person turns pages; what lies beyond is found by search."""

    MOST = 2000

    @cached_property
    def count(self):
        return len(self.object_list.order_by().values_list("pk", flat=True)[: self.MOST])
