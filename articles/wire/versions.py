"""Which version of a story counts. Pure, so that any order of arrival comes to the same end."""

import re
from typing import NamedTuple


class Version(NamedTuple):
    """`number` as the agency wrote it, `created` as times.utc gives it; either may be missing."""

    number: str
    created: str

    @property
    def order(self) -> tuple[int, str, str]:
        """Numbers count as numbers ("10" after "9", "1N" is 1), a version without one is the first.

        Of equal numbers the one made later counts, and of those the text that sorts later, so that it is always the
        same one.
        """
        digits = re.match(r"\s*(\d{1,30})", self.number or "")
        return (int(digits[1]) if digits else 0, self.created or "", self.number or "")


def is_newer(one: Version, other: Version) -> bool:
    return one.order > other.order
