"""The client's name and contact, typed by staff."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.booking.forms import EMAIL_LENGTH
from visavis.booking.models import Appointment
from visavis.booking.services import ClientDetails
from visavis.people.fields import ZoneField
from visavis.people.phone import e164
from visavis.practice.models import Practice
from visavis.web.email_field import EmailField


class ClientForm(forms.Form):
    """Name, and an e-mail address or a phone number; one of the two is enough."""

    contact_needed = True

    name = forms.CharField(
        label=gettext_lazy("Client's name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give the client's name.")},
    )
    email = EmailField(label=gettext_lazy("E-mail"), required=False, max_length=EMAIL_LENGTH)
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel"}),
        help_text=gettext_lazy("An e-mail address or a phone number: one is enough."),
    )
    sms = forms.BooleanField(label=gettext_lazy("Send text messages too"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    zone = ZoneField(label=gettext_lazy("Client's time zone"))

    def clean_phone(self) -> str:
        """The number in its international form."""
        typed: str = self.cleaned_data["phone"]
        return e164(typed, Practice.current().country) if typed else ""

    def clean(self) -> dict[str, Any]:
        """One way to reach the client is needed; text messages need the phone."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        unreachable = {cleaned.get("email"), cleaned.get("phone")} == {""}
        if self.contact_needed and unreachable:
            self.add_error(
                "email", _("Give an e-mail address or a phone number, so that the client can be told.")
            )
        if cleaned.get("sms") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Text messages need a phone number, for example +380 50 123 45 67."))
        return cleaned

    def details(self, *, message: str = "") -> ClientDetails:
        """The client's details for the booking services. Only when the form is valid."""
        data = self.cleaned_data
        names = ("name", "email", "phone", "language", "zone", "sms")
        return ClientDetails(**{name: data[name] for name in names}, message=message)

    def make_contact_optional(self) -> None:
        """Accept a client without contact: staff hand over the link."""
        self.contact_needed = False
        self.fields["phone"].help_text = _("Leave both empty if you hand the link over yourself.")

    @classmethod
    def initial_for_client(cls, appointment: Appointment) -> dict[str, Any]:
        """The initial values that show an appointment's client."""
        return {
            "name": appointment.client_name,
            "email": appointment.client_email,
            "phone": appointment.client_phone,
            "sms": appointment.sms,
            "language": appointment.client_language,
            "zone": appointment.client_zone or appointment.specialist.zone,
        }

    @classmethod
    def initial_for_another(cls, appointment: Appointment) -> dict[str, Any]:
        """The same for another appointment, without contacts that others than the client may have written.

        Where nothing is proven, the appointment is all that there is of this client, and nothing is left out.
        """
        initial = cls.initial_for_client(appointment)
        if appointment.is_contact_proven:
            initial["email"] = initial["email"] if appointment.email_proven_at else ""
            initial["phone"] = initial["phone"] if appointment.phone_proven_at else ""
            initial["sms"] = initial["sms"] and bool(initial["phone"])
        return initial


class CorrectionForm(ClientForm):
    """Correct an appointment's client. One who was booked without contact may stay without."""

    def __init__(self, data: Any, *, appointment: Appointment) -> None:
        super().__init__(data, initial=self.initial_for_client(appointment))
        if not appointment.has_contact:
            self.make_contact_optional()
