"""What clients type: their details, a reason, a contact. Every error names the fix."""

import re
from datetime import datetime
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from visavis.booking.models import Appointment
from visavis.booking.services import ClientDetails
from visavis.people.fields import ZoneField
from visavis.people.phone import e164, example_number
from visavis.practice.models import Practice
from visavis.web.email_field import EmailField, validate_address
from visavis.web.form_messages import NOT_AN_ADDRESS

EMAIL_LENGTH = 254
"""As much as mail servers and our tables take; Django's own forms would let more through."""
MESSAGE_LENGTH = 2000
REASON_LENGTH = 500
_NO_NAME = re.compile(
    r"://|www\.|@|\.[a-z]{2,}/|[\x00-\x08\x0e-\x1b\x7f\u202a-\u202e\u2066-\u2069]", re.IGNORECASE
)
"""Addresses, signs that no mail server lets pass in a header, and those that turn the text around them."""


class DetailsForm(forms.Form):
    """Who the client is and how to reach them."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write your name, so that the specialist can greet you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        max_length=EMAIL_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
    )
    sms = forms.BooleanField(label=gettext_lazy("Remind me by text message too"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language of our messages"), choices=[])
    zone = ZoneField(label=gettext_lazy("Time zone"))

    def __init__(self, *args: Any, moment: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields["language"]
        language.choices = [(code, language_name(code)) for code, _name in settings.LANGUAGES]
        zone: Any = self.fields["zone"].widget
        zone.moment = moment
        phone: Any = self.fields["phone"]
        # Called by the template: who sends the form needs no example.
        phone.help_text = self._a_number

    @cached_property
    def country(self) -> str:
        """Whose numbers need no code; read only where one is given, or an example is shown."""
        return Practice.current().country

    def _a_number(self) -> str:
        return _("For example %(number)s") % {"number": example_number(self.country)}

    def clean_name(self) -> str:
        """Refuse addresses of pages and persons: we greet by it, in mail to an unproven address."""
        name = str(self.cleaned_data["name"])
        if _NO_NAME.search(name):
            raise ValidationError(self.fields["name"].error_messages["required"], code="invalid")
        return name

    def clean_phone(self) -> str:
        """The number as E.164, or nothing."""
        written = str(self.cleaned_data["phone"]).strip()
        return e164(written, self.country) if written else ""

    def clean(self) -> dict[str, Any]:
        """Ask for the number where text messages are wanted, and for one way at least to reach the client."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sms") and cleaned.get("phone") == "":
            self.add_error("phone", _("Write the number that text messages should go to, or untick them."))
        if cleaned.get("email") == "" and cleaned.get("phone") == "":
            self.add_error("email", _("Write an e-mail address or a phone number, so that we can reach you."))
        return cleaned

    def details(self) -> ClientDetails:
        """What the services take."""
        data = self.cleaned_data
        return ClientDetails(
            name=" ".join(data["name"].split()),
            email=data["email"],
            phone=data["phone"],
            language=data["language"],
            zone=data["zone"],
            sms=data["sms"],
            message=data.get("message", ""),
        )

    def contacts(self) -> set[str]:
        """Where messages will go."""
        data = self.cleaned_data
        return {data["email"], data["phone"] if data["sms"] or not data["email"] else ""} - {""}

    @classmethod
    def of(cls, appointment: Appointment, data: Any) -> Self:
        """The form, filled in from the appointment."""
        initial = {
            "name": appointment.client_name,
            "email": appointment.client_email,
            "phone": appointment.client_phone,
            "sms": appointment.sms,
            "language": appointment.client_language,
            "zone": appointment.client_tz.key,
        }
        return cls(data, initial=initial, moment=appointment.starts_at)


class BookingForm(DetailsForm):
    """What a client fills in while a time is held for them."""

    message = forms.CharField(
        label=gettext_lazy("Anything the specialist should know"),
        required=False,
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    consent = forms.BooleanField(
        label=gettext_lazy(
            "I agree that the practice keeps these details to arrange and hold the consultation"
        ),
        error_messages={"required": gettext_lazy("Tick this: without it the practice cannot book you in.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.required = True
        email.error_messages["required"] = _("Write your e-mail address: your personal link is sent there.")

    @classmethod
    def of(cls, appointment: Appointment, data: Any) -> Self:
        """The form, filled in with what was typed for this hold already, if anything was."""
        form = super().of(appointment, data)
        form.initial["message"] = appointment.client_message
        form.initial["consent"] = appointment.awaits_confirmation
        return form


class CancelForm(forms.Form):
    """Why the client cancels, if they like to say."""

    reason = forms.CharField(
        label=gettext_lazy("Would you like to say why"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LinkForm(forms.Form):
    """Where the personal link was sent before."""

    contact = forms.CharField(
        label=gettext_lazy("Your e-mail address or phone number"),
        max_length=EMAIL_LENGTH,
        error_messages={
            "required": gettext_lazy("Write the e-mail address or phone number that you booked with.")
        },
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country

    def clean_contact(self) -> tuple[str, str]:
        """The address and the number: one of the two is empty."""
        written = str(self.cleaned_data["contact"]).strip()
        if "@" not in written:
            return "", e164(written, self.country)
        try:
            validate_address(written)
        except ValidationError as error:
            if error.code == "not_latin":
                raise
            raise ValidationError(NOT_AN_ADDRESS, code="invalid") from None
        return written, ""


def language_name(code: str) -> str:
    """A language by its own name: “Українська”."""
    name: str = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]
