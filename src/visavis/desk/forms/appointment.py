"""Forms for booking for a client, moving, and giving a reason."""

from collections.abc import Collection, Iterable
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from visavis.booking.conflict import Conflict
from visavis.booking.errors import BookingRefused
from visavis.desk.forms.client import ClientForm
from visavis.desk.forms.start import StartForm
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.models import Place, Service


class Consent(TypedDict):
    """Whether staff override the conflicts of a time, and the keys of those that they have read."""

    override: bool
    acknowledged: Collection[str]


def join_keys(conflicts: Iterable[Conflict]) -> str:
    """The hidden field that tells which conflicts a page showed."""
    return ",".join(conflict.key for conflict in conflicts)


def split_keys(sent: str) -> Collection[str]:
    """The keys in that field."""
    return frozenset(sent.split(","))


class OverrideForm(forms.Form):
    """A form that booking may refuse, and that staff may then send once more, knowingly.

    What they were told goes along as `acknowledged`: only that is overridden, not what came up since.
    """

    override = forms.BooleanField(label=gettext_lazy("Book anyway"), required=False)
    acknowledged = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("override"):
            # Nobody is asked to overrule what has not been refused yet.
            self.fields["override"].widget = forms.HiddenInput()

    @property
    def consent(self) -> Consent:
        """What staff say yes to, as the services take it. Only when the form is valid."""
        return {
            "override": self.cleaned_data["override"],
            "acknowledged": split_keys(self.cleaned_data["acknowledged"]),
        }

    def refuse(self, refusal: BookingRefused, field: str) -> None:
        """Say all that speaks against it, and offer to take it all the same where staff may."""
        if not refusal.conflicts:
            self.add_error(field, refusal.human)
            return
        for conflict in refusal.conflicts:
            self.add_error(field, conflict.sentence)
        # The box is empty again: it was ticked, if at all, for something else.
        # By items(), for unpacked as it is what was sent would be a list for each field.
        again = {"override": "", "acknowledged": join_keys(refusal.conflicts)}
        self.data = dict(self.data.items()) | again
        self.fields["override"].widget = forms.CheckboxInput()


class ServiceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no subscript at run time
    """A service by its public id; what is no id at all is no choice either."""

    def __init__(self) -> None:
        super().__init__(
            queryset=Service.objects.none(),
            to_field_name="public_id",
            label=gettext_lazy("Service"),
            empty_label=None,
            error_messages={"invalid_choice": gettext_lazy("Choose one of the services in the list.")},
        )

    def to_python(self, value: Any) -> Service | None:
        """Raises `ValidationError`."""
        try:
            chosen: Service | None = super().to_python(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error
        return chosen


class NewAppointmentForm(ClientForm, StartForm, OverrideForm):
    """A service of one specialist, a start in their local time, and a client."""

    service = ServiceChoice()
    message = forms.CharField(
        label=gettext_lazy("What the client said"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    field_order = ("service", "date", "time", "which", "name", "email", "phone", "sms", "language", "zone")

    def __init__(self, *args: Any, specialist: Specialist, **kwargs: Any) -> None:
        super().__init__(*args, zone=ZoneInfo(specialist.zone), **kwargs)
        services: Any = self.fields["service"]
        services.queryset = Service.objects.filter(specialist=specialist, active=True)

    @property
    def slot(self) -> Interval:
        """The time that was asked for, as long as the service lasts. Only when the form is valid."""
        service: Service = self.cleaned_data["service"]
        return service.slot_from(self.cleaned_data["start"])


class NowForm(ClientForm, OverrideForm):
    """A video consultation that starts now: the client is at the desk or on the phone."""

    service = ServiceChoice()
    field_order = ("service", "name", "email", "phone", "sms", "language", "zone")

    def __init__(self, *args: Any, specialist: Specialist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["service"]
        by_video = Service.objects.filter(place=Place.VIDEO.value)
        services.queryset = by_video.filter(specialist=specialist, active=True)
        self.make_contact_optional()


class MoveForm(StartForm, OverrideForm):
    """A new start for an appointment."""


class ReasonForm(forms.Form):
    """The reason, kept in the history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The client reads this."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": gettext_lazy("Write at most 500 letters.")},
    )
