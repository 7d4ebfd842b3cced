"""The rows of an inline formset as they were posted: read, changed, written back."""

from django.http import QueryDict


def read(post: QueryDict, prefix: str) -> list[dict[str, str]]:
    total = post.get(f"{prefix}-TOTAL_FORMS", "")
    count = min(int(total), 1000) if total.isascii() and total.isdigit() else 0
    rows = []
    for index in range(count):
        start = f"{prefix}-{index}-"
        rows.append({name.removeprefix(start): post[name] for name in post if name.startswith(start)})
    return rows


def write(post: QueryDict, prefix: str, rows: list[dict[str, str]]) -> None:
    """Those with an `id` first, as Django's formsets want them."""
    rows = sorted(rows, key=lambda row: not row.get("id"))
    for name in [name for name in post if name.startswith(f"{prefix}-") and name.split("-")[1].isdigit()]:
        del post[name]
    for index, row in enumerate(rows):
        for name, value in row.items():
            post[f"{prefix}-{index}-{name}"] = value
    post[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
    post[f"{prefix}-INITIAL_FORMS"] = str(sum(bool(row.get("id")) for row in rows))
