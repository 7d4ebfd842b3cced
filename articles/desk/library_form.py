"""The library's forms: two editors may mend one file at once, and neither loses a word."""

from django import forms

from articles.models import Document, Photo


class LibraryForm(forms.ModelForm):
    """Writes only what the editor has changed; asks before it writes over what someone else has changed meanwhile."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self):
        cleaned = super().clean()
        for name in list(cleaned):
            field, now = self.fields[name], self.instance._meta.get_field(name).value_from_object(self.instance)
            if name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
                continue
            shown = self.add_initial_prefix(name)
            mine, theirs = self.data.get(self.add_prefix(name), ""), "" if now is None else str(now)
            if field.has_changed(now, self.data.get(shown)) and field.has_changed(now, mine):
                self.add_error(
                    name,
                    f"Someone changed this meanwhile to “{theirs}”. Yours is in the field: take over what should stay "
                    "and save again.",
                )
                self.data = self.data.copy()
                self.data[shown] = theirs
        return cleaned


class PhotoForm(LibraryForm):
    class Meta:
        model = Photo
        fields = "__all__"


class DocumentForm(LibraryForm):
    class Meta:
        model = Document
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.signed:
            self.fields.pop("keep_signature", None)
