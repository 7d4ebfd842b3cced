"""The rows of an inline formset as they were posted: read, changed, written back.

A field that remembers what was shown comes with a second value, `initial-photos-0-caption`; the row holds it
under `initial-caption`.
"""

from django.http import QueryDict

from articles.desk import numbers

SHOWN = "initial-"


def read(post: QueryDict, prefix: str) -> list[dict[str, str]]:
    count = min(numbers.of(post.get(f"{prefix}-TOTAL_FORMS", "")) or 0, 1000)
    rows: list[dict[str, str]] = [{} for _ in range(count)]
    for name in post:
        parts = _parts(name, prefix)
        if parts and parts[0] < count:
            rows[parts[0]][parts[1]] = post[name]
    return rows


def write(post: QueryDict, prefix: str, rows: list[dict[str, str]]) -> None:
    """Those with an `id` first, as Django's formsets want them."""
    rows = sorted(rows, key=lambda row: not row.get("id"))
    for name in [name for name in post if _parts(name, prefix)]:
        del post[name]
    for index, row in enumerate(rows):
        for name, value in row.items():
            shown = SHOWN if name.startswith(SHOWN) else ""
            post[f"{shown}{prefix}-{index}-{name.removeprefix(SHOWN)}"] = value
    post[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    post[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(row.get("id")) for row in rows))


def _parts(name: str, prefix: str) -> tuple[int, str] | None:
    """`photos-3-caption` as (3, "caption"), `initial-photos-3-caption` as (3, "initial-caption")."""
    shown = SHOWN if name.startswith(SHOWN) else ""
    start, _, rest = name.removeprefix(shown).partition("-")
    number, _, field = rest.partition("-")
    if start != prefix or not field or not (number.isascii() and number.isdigit() and len(number) < 6):
        return None
    return int(number), shown + field
