"""Numbers that came with an address or a form: they may be longer than any row's."""

from django.db.models import IntegerField, lookups


def of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


@IntegerField.register_lookup
class In(lookups.In):
    """Finds no row by a number that no column can hold, as Django's other lookups do. SQLite fails on it."""

    def get_prep_lookup(self):
        values = super().get_prep_lookup()
        if not self.rhs_is_direct_value():
            return values
        return [value for value in values if not isinstance(value, int) or abs(value) < 2**63]
