"""The editor of a story's text: what it offers is what the sanitizer lets through (articles.html)."""

from django.templatetags.static import static
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import ProseEditorWidget
from js_asset import Media

EDITOR = {
    "Heading": {"levels": [2, 3]},
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "HardBreak": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "History": True,
    # Ours: static/desk/editor.js and paste.js.
    "PlacedPhoto": True,
    "PlacedDocument": True,
    "StoryLink": True,
    "CleanPaste": True,
    "Menu": {
        "groups": [
            {"group": name}
            for name in ("headings", "marks", "lists", "nodes -headings -lists", "link", "desk", "table", "history")
        ]
    },
}


# What stands for something of the library, or for a story: only a story's page knows how to show it.
REFERENCES = ("PlacedPhoto", "PlacedDocument", "StoryLink")


class BodyWidget(ProseEditorWidget):
    @property
    def media(self):
        return super().media + Media(css={"all": ["desk/editor.css"]})

    def get_config(self):
        return super().get_config() | {"js_modules": [static("desk/editor.js"), static("desk/paste.js")]}


class BodyField(ProseEditorFormField):
    def __init__(self, *, references: bool = True, **options):
        offered = {name: how for name, how in EDITOR.items() if references or name not in REFERENCES}
        super().__init__(config={"extensions": offered}, widget=BodyWidget, **options)
