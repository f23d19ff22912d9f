"""A service with all its rules, in the units people think in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.desk.forms.carrier import offer_carriers
from visavis.schedule.models import Place, Service
from visavis.web.inputs import copy_model_limits

HINTS = {
    "description": gettext_lazy("What it is for and how it goes; clients read it before they book."),
    "buffer_before_min": gettext_lazy("Kept free before each session; may lie outside your hours."),
    "buffer_after_min": gettext_lazy("For your notes and a breath; may lie outside your hours."),
    "notice_min": gettext_lazy("120 is two hours, 1440 a day. Nobody books later than that."),
    "horizon_days": gettext_lazy("How far ahead clients see free times."),
    "needs_approval": gettext_lazy(
        "Clients then ask for a time, and you answer. Unanswered requests end by themselves."
    ),
    "price_label": gettext_lazy("For example: 1200 UAH, or: free of charge."),
    "address": gettext_lazy("Where clients come to; only for sessions in person."),
    "door": gettext_lazy("With an open door clients join by themselves."),
    "active": gettext_lazy("Switched off, it is offered to nobody; what is booked stands."),
}


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no subscript at run time
    """Everything about a service that its specialist decides."""

    class Meta:
        model = Service
        fields = (
            "name", "description", "duration_min", "price_label", "place", "address",
            "buffer_before_min", "buffer_after_min", "step_min", "notice_min", "horizon_days",
            "change_notice_min", "needs_approval", "door", "door_opens_min", "active", "video_provider",
        )  # fmt: skip
        # Languages with two words for it name people and things differently.
        labels = {"name": gettext_lazy("Name of the service")}
        help_texts = HINTS
        widgets = {
            "description": forms.Textarea({"rows": 4}),
            "place": forms.RadioSelect,
            "door": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copy_model_limits(self)
        offer_carriers(self, otherwise=gettext_lazy("As in the whole practice"))
        for name in ("place", "door"):
            field: Any = self.fields[name]
            # A choice that is made already has no place for "none".
            field.choices = [choice for choice in field.choices if choice[0]]

    def clean(self) -> dict[str, Any]:
        """People who are to come somewhere need to know where."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("place") == Place.IN_PERSON and not cleaned.get("address"):
            self.add_error("address", _("Give the address at which you meet."))
        return cleaned
