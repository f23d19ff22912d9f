"""Specialists and members of the team, as an administrator types them."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from visavis.people.countries import country_choices
from visavis.people.fields import ZoneField
from visavis.people.models import Specialist, User
from visavis.people.models.users import ROLE_NAMES
from visavis.people.phone import e164
from visavis.people.photo_file import make_photo
from visavis.people.services import Photo
from visavis.practice.models import Practice
from visavis.web.inputs import copy_model_limits
from visavis.web.zones import babel_locale

SPOKEN_LANGUAGES = ("uk", "ru", "en", "pl", "de", "fr", "es", "it", "ro", "tr", "ka", "he")
"""Languages to tick; one that a specialist has already is always among them."""


NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "XK", "ZZ"})


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


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript at run time
    """An account that exists."""

    class Meta:
        model = User
        fields = ("name", "role", "language", "is_active")
        labels = {"is_active": gettext_lazy("May sign in")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


class InviteForm(forms.Form):
    """An account to be made."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        # None is chosen beforehand: what somebody may see is never given by an oversight.
        choices=[
            ("", gettext_lazy("Choose a role")),
            *((role.value, name) for role, name in ROLE_NAMES.items()),
        ],
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def clean_email(self) -> str:
        """One account for one address."""
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("Somebody signs in with this address already."), code="taken")
        return email


def every_country() -> list[tuple[str, str]]:
    """All countries of the world, for phone numbers."""
    codes = [str(code) for code in babel_locale(get_language()).territories]
    return country_choices([code for code in codes if len(code) == 2 and code not in NOT_COUNTRIES])
