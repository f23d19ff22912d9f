"""Booking for a client, moving, and saying why."""

from collections.abc import Collection, Iterable
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from visavis.booking.errors import BookingRefused
from visavis.booking.objections import Objection
from visavis.desk.forms.client import ClientForm
from visavis.desk.forms.start import StartForm
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.models import Place, Service


class Consent(TypedDict):
    """Whether staff overrule what speaks against a time, and the keys of what they have read of it."""

    anyway: bool
    shown: Collection[str]


def keys_to_send(objections: Iterable[Objection]) -> str:
    """What a page sends back to say which objections stood on it."""
    return ",".join(objection.key for objection in objections)


def keys_read(sent: str) -> Collection[str]:
    """The keys in what came back."""
    return frozenset(sent.split(","))


class AnywayForm(forms.Form):
    """A form that booking may refuse, and that staff may then send once more, knowingly.

    What they were told goes along as `shown`, so that a yes to one thing is no yes to what came up since.
    """

    anyway = forms.BooleanField(label=gettext_lazy("Book anyway"), required=False)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("anyway"):
            # Nobody is asked to overrule what has not been refused yet.
            self.fields["anyway"].widget = forms.HiddenInput()

    @property
    def consent(self) -> Consent:
        """What staff say yes to, as the services take it. Only when the form is valid."""
        return {"anyway": self.cleaned_data["anyway"], "shown": keys_read(self.cleaned_data["shown"])}

    def refuse(self, refusal: BookingRefused, field: str) -> None:
        """Say all that speaks against it, and offer to take it all the same where staff may."""
        if not refusal.objections:
            self.add_error(field, refusal.human)
            return
        for objection in refusal.objections:
            self.add_error(field, objection.sentence)
        # The box is empty again: it was ticked, if at all, for something else.
        # By items(), for unpacked as it is what was sent would be a list for each field.
        again = {"anyway": "", "shown": keys_to_send(refusal.objections)}
        self.data = dict(self.data.items()) | again
        self.fields["anyway"].widget = forms.CheckboxInput()


class ServiceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no subscript at run time
    """A service by its public id; what is no id at all is no choice either."""

    def to_python(self, value: Any) -> Service | None:
        """Raises `ValidationError`."""
        try:
            chosen: Service | None = super().to_python(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error
        return chosen


class NewAppointmentForm(ClientForm, StartForm, AnywayForm):
    """A service of one specialist, a start on their wall, and a client."""

    service = ServiceChoice(
        queryset=Service.objects.none(),
        to_field_name="public_id",
        label=gettext_lazy("Service"),
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the services in the list.")},
    )
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
        start = self.cleaned_data["start"]
        return Interval(start, start + self.cleaned_data["service"].duration)


class NowForm(ClientForm, AnywayForm):
    """A consultation by video that starts now: the client stands before the desk, or is on the phone."""

    service = ServiceChoice(
        queryset=Service.objects.none(),
        to_field_name="public_id",
        label=gettext_lazy("Service"),
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the services in the list.")},
    )
    field_order = ("service", "name", "email", "phone", "sms", "language", "zone")

    def __init__(self, *args: Any, specialist: Specialist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services: Any = self.fields["service"]
        by_video = Service.objects.filter(place=Place.VIDEO.value)
        services.queryset = by_video.filter(specialist=specialist, active=True)
        self.needs_no_contact()


class MoveForm(StartForm, AnywayForm):
    """Another start for an appointment that stands."""


class ReasonForm(forms.Form):
    """Why: kept in the history."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The client reads this."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"max_length": gettext_lazy("Write at most 500 letters.")},
    )
