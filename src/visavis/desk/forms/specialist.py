"""The form for a specialist's profile."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from visavis.people.fields import ZoneField
from visavis.people.models import Specialist, User
from visavis.people.phone import e164
from visavis.people.photo_file import make_photo
from visavis.people.services import Photo
from visavis.practice.models import Practice
from visavis.web.email_field import EmailField
from visavis.web.inputs import copy_model_limits
from visavis.web.zones import babel_locale

SPOKEN_LANGUAGES = ("uk", "ru", "en", "pl", "de", "fr", "es", "it", "ro", "tr", "ka", "he")
"""Languages to tick; one that a specialist has already is always among them."""


class SpecialistForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript at run time
    """Who the specialist is, for clients and for the practice."""

    zone = ZoneField(label=gettext_lazy("Time zone"))
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Speaks"), required=False, widget=forms.CheckboxSelectMultiple
    )
    upload = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP; we cut a square from its middle."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    without_photo = forms.BooleanField(label=gettext_lazy("Show no photo"), required=False)

    class Meta:
        model = Specialist
        field_classes = {"email": EmailField}
        fields = (
            "name", "specialty", "about", "languages", "zone", "country", "session_min",
            "email", "phone", "user", "active",
        )  # fmt: skip
        labels = {"user": gettext_lazy("Account")}
        help_texts = {
            "user": gettext_lazy("With which they sign in and see their own day."),
            "session_min": gettext_lazy("What new services begin with."),
            "active": gettext_lazy("Switched off, clients do not see them; what is booked stands."),
        }

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copy_model_limits(self)
        self.photo: Photo | None = None
        names = babel_locale(get_language()).languages
        spoken = dict.fromkeys([*SPOKEN_LANGUAGES, *(self.instance.languages or [])])
        self._choices("languages", [(code, str(names.get(code, code))) for code in spoken])
        self.fields["country"] = forms.ChoiceField(
            label=self.fields["country"].label,
            required=False,
            choices=[("", _("No country: work on holidays too")), *countries],
        )
        accounts: Any = self.fields["user"]
        accounts.queryset = (
            User.objects.filter(specialist=None) | User.objects.filter(specialist=self.instance.pk)
        ).order_by("name", "email")
        accounts.empty_label = _("No account")

    def clean_phone(self) -> str:
        """The number in its international form."""
        typed: str = self.cleaned_data["phone"]
        return e164(typed, Practice.current().country) if typed else ""

    def clean_upload(self) -> None:
        """The photo as we keep it, in `photo`."""
        upload = self.cleaned_data["upload"]
        if upload:
            self.photo = make_photo(upload, size=upload.size)

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
