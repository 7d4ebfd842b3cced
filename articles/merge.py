"""Three-way merge of a story's texts."""

from collections.abc import Mapping


def texts(base: Mapping, mine: Mapping[str, str], patch: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What `mine` becomes when the change from `base` to `patch` is applied, and the changes that clash.

    Only the names in `patch` count. Where both sides changed a text in different ways mine stays, and the
    second mapping holds the other.
    """
    merged, conflicts = {}, {}
    for name, new in patch.items():
        old, current = base.get(name, ""), mine.get(name, "")
        if current == old:
            merged[name] = new
        elif new not in (old, current):
            conflicts[name] = new
    return merged, conflicts
