"""The story form and the rows of its photographs and documents."""

import json
import re

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags

from articles import content as contents
from articles.desk import files, numbers
from articles.desk.editor import BodyField
from articles.desk.model_admin import PlainFields
from articles.models import Article, ArticleDocument, ArticlePhoto, Document, Photo
from articles.models.edition import FOREVER

# What holds a story back, each with how strict a value is.
_STATUS = [Article.Pubstatus.USABLE, Article.Pubstatus.WITHHELD, Article.Pubstatus.CANCELED]
RESTRICTIONS = {
    "pubstatus": _STATUS.index,
    "embargo": lambda end: end.timestamp() if end else 0,
    "embargo_indefinite": int,
    "expires": lambda end: -end.timestamp() if end else -float("inf"),
}
# What a story may have of its own for a photograph.
OWN = ("caption", "credit", "alt", "focal_x", "focal_y")


class ArticleForm(forms.ModelForm):
    """Refuses to save over a save that it has not seen, and shows both texts."""

    headline = forms.CharField(
        max_length=255, widget=forms.Textarea(attrs={"rows": 1}), help_text="40 to 90 characters read best."
    )
    body = BodyField(required=False, label="Text")
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = "__all__"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.theirs = None  # of a save that this form has not seen: label, their words, yours
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.row_version
        if "assigned_to" in self.fields:
            self.fields["assigned_to"].queryset = get_user_model().objects.filter(is_staff=True).order_by("username")
        if "related" in self.fields:
            chosen = {story.pk: story.headline for story in self.instance.related.all()} if self.instance.pk else {}
            self.fields["related"].widget.attrs |= {
                "data-pick": "story",
                "data-labels": json.dumps(chosen),
                "data-not": self.instance.pk or "",
            }

    def is_multipart(self):
        """The uploads belong to no field of the form (articles.desk.uploads)."""
        return True

    def clean_headline(self):
        return " ".join(self.cleaned_data["headline"].split())

    def clean_related(self):
        return self.cleaned_data["related"].exclude(pk=self.instance.pk)  # a story is not related to itself

    def clean(self):
        cleaned = super().clean()
        for name in ("dated", "embargo", "expires"):
            if cleaned.get(name) and not 1000 <= cleaned[name].year < FOREVER.year:
                self.add_error(name, f"Choose a year between 1000 and {FOREVER.year - 1}.")
        if not self.instance.pk or "seen_version" not in self.fields:
            return cleaned
        if cleaned.get("seen_version") == self.instance.row_version:
            return cleaned
        seen = self.instance.revisions.filter(version=cleaned.get("seen_version")).first()
        self.theirs = [
            (self[name].label, _plain(theirs), _plain(cleaned[name]))
            for name, theirs in ((name, getattr(self.instance, name)) for name in contents.TEXTS if name in cleaned)
            if theirs != cleaned[name] and not (seen and seen.content.get(name) == theirs)
        ]
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = self.instance.row_version
        for name, strictness in RESTRICTIONS.items():
            if name in cleaned and strictness(cleaned[name]) < strictness(getattr(self.instance, name)):
                self._restrict_again(name, cleaned[name])
        saved = timezone.localtime(self.instance.saved_at)
        raise forms.ValidationError(
            f"{self.instance.saved_by or 'The wire'} saved this story at {saved:%H:%M} while you were editing it. "
            "Nothing is lost: your text is still in the form, theirs is shown beside it. Take over what should "
            "stay and save again."
        )

    def _restrict_again(self, name: str, yours: object) -> None:
        """What holds a story back is taken off on purpose, never by a form that had not seen it."""
        now, key, field = getattr(self.instance, name), self.add_prefix(name), self.fields[name]
        self.theirs.append((self[name].label, *(str("" if value is None else value) for value in (now, yours))))
        if isinstance(now, bool):
            self.data.setlist(key, ["on"] if now else [])
        else:
            self.data[key] = "" if now is None else field.prepare_value(now)  # in the zone of the editor


def _plain(text: str) -> str:
    """The words of a text with a line for each paragraph, however its HTML was laid out."""
    return strip_tags(re.sub(r"</(p|h2|h3|li|blockquote|tr)>", "\\g<0>\n", text or "")).strip()


class CardForm(forms.ModelForm):
    """A row shown as a card: `row` is the library's, `picture` its smallest picture."""

    library = None

    @cached_property
    def row(self) -> Photo | Document | None:
        kind = self.library._meta.model_name
        if getattr(self.instance, f"{kind}_id"):
            return getattr(self.instance, kind)
        number = numbers.of(str(self[kind].value()))  # a new row, sent back
        return self.library.objects.filter(pk=number).first()

    @cached_property
    def picture(self) -> dict | None:
        return self.row and files.smallest(self.row)


class DocumentForm(CardForm):
    library = Document


class PhotoForm(CardForm):
    """A card shows the words that readers will get. What is typed over the library's is for this story alone."""

    library = Photo

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in OWN:
            # What was shown comes back with the form: words that someone mends in the library meanwhile
            # must not look like a change made here.
            self.fields[name].show_hidden_initial = True
            if self.instance.photo_id:
                own = getattr(self.instance, name)
                self.initial[name] = of_the_library(self.instance.photo, name) if own in ("", None) else own

    def clean(self):
        """Keep what this story had of its own wherever the editor has left a field alone."""
        cleaned = super().clean()
        for name in OWN:
            if name in cleaned and name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
            elif cleaned.get("photo") and cleaned.get(name) == of_the_library(cleaned["photo"], name):
                cleaned[name] = self.instance._meta.get_field(name).get_default()
        return cleaned

    def _get_validation_exclusions(self):
        """That there is one lead is a matter of all rows together, which may change places in one save."""
        return super()._get_validation_exclusions() | {"role"}


def of_the_library(photo: Photo, name: str):
    """What a story gets where it has no word of its own."""
    return getattr(photo, {"caption": "caption", "credit": "credit", "alt": "alt_text"}.get(name, name))


class PhotoFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form.cleaned_data for form in self.forms if not form.cleaned_data.get("DELETE")]
        if sum(row.get("role") == ArticlePhoto.Role.LEAD for row in kept) > 1:
            raise forms.ValidationError("A story has one lead photograph. Make the others part of the gallery.")

    def save(self, commit=True):
        """The old lead steps down before the new one is saved: the database allows no two, not even for a moment."""
        stepping_down = [
            form.instance.pk
            for form in self.initial_forms
            if form in self.deleted_forms or form.cleaned_data["role"] != ArticlePhoto.Role.LEAD
        ]
        ArticlePhoto.objects.filter(pk__in=stepping_down, role=ArticlePhoto.Role.LEAD).update(
            role=ArticlePhoto.Role.GALLERY
        )
        return super().save(commit)

    def fill_library(self) -> None:
        """Words typed for a photograph become the library's where that has none."""
        for form in self.forms:
            use = form.instance
            if not use.pk or form in self.deleted_forms:
                continue
            for name, column in (("caption", "caption"), ("credit", "credit_line"), ("alt", "alt_text")):
                typed = getattr(use, name)
                if not typed or of_the_library(use.photo, name):
                    continue
                if Photo.objects.filter(pk=use.photo_id, **{column: ""}).update(**{column: typed}):
                    ArticlePhoto.objects.filter(pk=use.pk).update(**{name: ""})


class CardInline(PlainFields, admin.StackedInline):
    """Rows whose file is of the library: they are added by an upload or by the picker."""

    extra = 0
    template = "desk/cards.html"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(f"{self.file}__source")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == self.file:
            field.widget = forms.HiddenInput()
        return field


class PhotoInline(CardInline):
    file = "photo"
    model = ArticlePhoto
    form = PhotoForm
    formset = PhotoFormSet
    fields = ["photo", "role", "position", "caption", "credit", "alt", "focal_x", "focal_y"]


class DocumentInline(CardInline):
    file = "document"
    model = ArticleDocument
    form = DocumentForm
    fields = ["document", "position", "title", "intro"]
