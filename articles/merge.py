"""Three-way merge of a story's words."""

from collections.abc import Mapping

from articles.content import TEXTS, Content

PHOTO_WORDS = ("caption", "credit", "alt")


def words(content: Content) -> dict[str, str]:
    """What a correction can change: the texts by their names, a photograph's words as `photo:<pk>:caption`."""
    of_photos = {
        f"photo:{photo['photo']}:{word}": photo[word] for photo in content.get("photos", ()) for word in PHOTO_WORDS
    }
    return {name: content.get(name, "") for name in TEXTS} | of_photos


def patched(content: Content, patch: Mapping[str, str]) -> Content:
    """The content with some of its words changed."""
    photos = [
        {**photo, **{word: patch.get(f"photo:{photo['photo']}:{word}", photo[word]) for word in PHOTO_WORDS}}
        for photo in content.get("photos", ())
    ]
    return {**content, **{name: patch[name] for name in TEXTS if name in patch}, "photos": photos}


def texts(base: Mapping, mine: Mapping[str, str], patch: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What `mine` becomes when the change from `base` to `patch` is applied, and the changes that clash.

    Only the names in `patch` that `mine` has count. Where both sides changed a text in different ways mine stays,
    and the second mapping holds the other.
    """
    merged, conflicts = {}, {}
    for name, new in patch.items():
        if name not in mine:
            continue
        old, current = base.get(name, ""), mine[name]
        if current == old:
            merged[name] = new
        elif new not in (old, current):
            conflicts[name] = new
    return merged, conflicts
