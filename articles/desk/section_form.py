from django import forms

from articles.checklist import CHOICES
from articles.models import Section


class SectionForm(forms.ModelForm):
    """What stops a story of the section is chosen in plain words."""

    blocking = forms.MultipleChoiceField(
        choices=CHOICES.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=Section._meta.get_field("blocking").verbose_name.capitalize(),
        help_text=f"{Section._meta.get_field('blocking').help_text} A text is asked for everywhere.",
    )

    class Meta:
        model = Section
        fields = "__all__"
