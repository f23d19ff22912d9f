"""The practice's own settings, as its administrator types them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.desk.forms.carrier import offer_carriers
from visavis.people.countries import all_country_choices
from visavis.people.phone import international
from visavis.practice.models import Practice
from visavis.web.email_field import EmailField
from visavis.web.inputs import set_number_limits

MOST_REMINDERS = 5
LONGEST_REMINDER_MIN = 30 * 24 * 60
BOUNDS = {
    "room_opens_min": (0, 240),
    "hold_min": (2, 60),
    "alert_after_min": (1, 60),
    "alert_others_after_min": (1, 60),
    "sms_per_day": (0, 30_000),
    "request_expires_h": (1, 30 * 24),
    "keep_holds_days": (1, 365),
    "keep_requests_days": (1, 30_000),
    "keep_addresses_days": (7, 30_000),
    "keep_technical_days": (30, 30_000),
    "keep_audit_years": (1, 80),
}


class PracticeForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript at run time
    """What clients see of the practice, and the policies that hold for all of it."""

    reminders = forms.CharField(
        label=gettext_lazy("Reminders, minutes before the start"),
        required=False,
        help_text=gettext_lazy("Separated by commas; 1440, 60, 15 is a day, an hour and 15 minutes before."),
    )

    class Meta:
        model = Practice
        field_classes = {"reply_to": EmailField}
        fields = (
            "name", "tagline", "phone", "emergency_line", "reply_to", "country", "language", "accent",
            "room_opens_min", "alert_after_min", "alert_others_after_min", "hold_min", "confirm_contact",
            "proof_of_work", "request_expires_h", "sms_per_day", "keep_holds_days", "keep_requests_days",
            "keep_addresses_days", "keep_technical_days", "keep_audit_years", "video_provider",
        )  # fmt: skip
        # Languages with two words for it name people and things differently.
        labels = {"name": gettext_lazy("Name of the practice")}
        widgets = {"phone": forms.TextInput({"type": "tel"}), "country": forms.Select}
        help_texts = {
            "phone": gettext_lazy("Stands on every page and in every message for clients."),
            "reply_to": gettext_lazy("Where replies to our messages go."),
            "language": gettext_lazy("What new clients are written to in, unless they choose another."),
            "alert_after_min": gettext_lazy(
                "By text message, or else by e-mail, until somebody answers. The desk rings at once."
            ),
            "alert_others_after_min": gettext_lazy(
                "By e-mail, if the specialist has not answered until then."
            ),
            "sms_per_day": gettext_lazy(
                "Protects from costs that strangers could cause: half of it at most goes to numbers that"
                " nobody has confirmed. What is beyond it waits; the desk says so."
            ),
            "confirm_contact": gettext_lazy(
                "Who books with an address that is new on their device gets a message with a link first. The"
                " time is kept for 30 minutes, and booked when they press “Confirm” behind the link."
            ),
            "proof_of_work": gettext_lazy(
                "Keeps programs from filling the calendar. Browsers do it by themselves while the form is"
                " filled in; without JavaScript the form is accepted 15 seconds after it was opened. Whoever"
                " has opened a link of ours on their device before is not asked."
            ),
            "accent": gettext_lazy("Of buttons and links, written like #17695a. Empty: our green."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(
            label=self.fields["country"].label, choices=all_country_choices(), initial=self.instance.country
        )
        offer_carriers(self, otherwise=gettext_lazy("As the operator has set it"))
        for name, (least, most) in BOUNDS.items():
            set_number_limits(self.fields[name], least, most)
        self.initial["reminders"] = ", ".join(str(minutes) for minutes in self.instance.reminders_min)

    def clean(self) -> dict[str, Any]:
        """A phone that can be called: it is a link on every page. The country that is being chosen counts."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("phone") and cleaned.get("country"):
            try:
                cleaned["phone"] = international(cleaned["phone"], cleaned["country"])
            except ValidationError as error:
                self.add_error("phone", error)
        return cleaned

    def clean_reminders(self) -> list[int]:
        """Whole minutes, the longest first, each once."""
        typed = [part.strip() for part in self.cleaned_data["reminders"].split(",") if part.strip()]
        if not all(part.isdecimal() and 0 < int(part) <= LONGEST_REMINDER_MIN for part in typed):
            raise ValidationError(_("Write whole minutes separated by commas, for example 1440, 60, 15."))
        if len(typed) > MOST_REMINDERS:
            raise ValidationError(_("Write at most five reminders: more of them are a nuisance."))
        return sorted({int(part) for part in typed}, reverse=True)

    def changed_practice(self) -> Practice:
        """The practice with what was typed, not stored yet. Only when the form is valid."""
        practice: Practice = self.save(commit=False)
        practice.reminders_min = self.cleaned_data["reminders"]
        return practice
