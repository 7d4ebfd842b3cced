"""The forms of the Publish page and of its neighbours."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from articles.desk.model_admin import MomentInput
from articles.models import Edition
from articles.models.edition import FOREVER

KINDS = [choice for choice in Edition.Kind.choices if choice[0] not in (Edition.Kind.FIRST, Edition.Kind.WITHDRAWAL)]
NEED_A_NOTE = (Edition.Kind.CORRECTION, Edition.Kind.RETRACTION)
NOTE = "Printed on the page. A correction says what was wrong and what is right."


class MomentField(forms.DateTimeField):
    """A moment to come, as it is typed in the editor's zone."""

    widget = MomentInput(attrs={"step": "any"})

    def clean(self, value):
        moment = super().clean(value)
        if moment and moment >= FOREVER:
            raise forms.ValidationError(f"Choose a moment before the year {FOREVER.year}.")
        if moment and moment < timezone.now() - timedelta(minutes=1):
            raise forms.ValidationError(self.error_messages["past"])
        return moment


def _note(**options) -> forms.CharField:
    return forms.CharField(
        required=False, label="Note to readers", widget=forms.Textarea(attrs={"rows": 3}), help_text=NOTE, **options
    )


class NoteForm(forms.Form):
    """The kind of an edition, and the note that some kinds owe to readers."""

    kind = forms.ChoiceField(choices=KINDS, label="What this edition is")
    note = _note()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in NEED_A_NOTE and not cleaned.get("note"):
            self.add_error("note", "Say to readers what was wrong and what is right.")
        return cleaned


class PublishForm(NoteForm):
    at = MomentField(
        required=False,
        label="Go-live",
        help_text="Empty: at once.",
        error_messages={"past": "That moment is past. Leave it empty to publish at once."},
    )
    expires = forms.DateTimeField(
        required=False,
        label="Expiry",
        widget=MomentInput(attrs={"step": "any"}),
        help_text="Empty: never. It is kept in the story too.",
    )
    token = forms.CharField(widget=forms.HiddenInput)
    field_order = ["at", "expires", "kind", "note"]


class RetimeForm(forms.Form):
    at = MomentField(label="New go-live", error_messages={"past": "That moment is past. Choose one to come."})
    number = forms.IntegerField(widget=forms.HiddenInput)


class ExpiryForm(forms.Form):
    expires = MomentField(
        required=False,
        label="New expiry",
        help_text="Empty: never.",
        error_messages={"past": "That moment is past. To take the story away now, withdraw it."},
    )
    number = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), help_text="For the desk's own record. Readers do not see it."
    )
    gone = forms.ChoiceField(
        label="Readers find",
        choices=[
            (Edition.Gone.NOTICE, "a dated notice that the story was withdrawn"),
            (Edition.Gone.VANISH, "nothing, as if it had never been"),
        ],
        widget=forms.RadioSelect,
        initial=Edition.Gone.NOTICE,
    )
    note = forms.CharField(required=False, label="Words on the notice", widget=forms.Textarea(attrs={"rows": 2}))


class AgainForm(NoteForm):
    """Publishes an earlier edition again; `last` is the last edition that the editor saw."""

    last = forms.IntegerField(widget=forms.HiddenInput)
