"""A date and a local time of the specialist, converted to an instant."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.schedule.wall_time import gap_around, instants_of
from visavis.web.inputs import DateField, TimeInput
from visavis.web.zones import city, offset_label


class StartForm(forms.Form):
    """When something starts, in `zone`; `start` of the cleaned data is the instant (UTC)."""

    date = DateField(label=gettext_lazy("Date"))
    time = forms.TimeField(label=gettext_lazy("Time"), widget=TimeInput)
    which = forms.ChoiceField(
        label=gettext_lazy("Which of the two"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wall_zone = zone
        self.instants = self._find_instants()
        if len(self.instants) == 2:
            self.fields["which"] = self._choice()
        else:
            del self.fields["which"]

    @classmethod
    def initial_for(cls, start: datetime, zone: ZoneInfo) -> dict[str, Any]:
        """The initial values that show an instant."""
        local = start.astimezone(zone)
        return {"date": local.date(), "time": local.time().replace(second=0, microsecond=0)}

    def clean(self) -> dict[str, Any]:
        """Find the instant; a time that the clocks skip or repeat gets its own message."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instants:
            cleaned["start"] = self.instants[int(cleaned.get("which") or 0)]
        elif isinstance(cleaned.get("date"), date) and isinstance(cleaned.get("time"), time):
            self.add_error("time", self._skipped(datetime.combine(cleaned["date"], cleaned["time"])))
        return cleaned

    def _find_instants(self) -> list[datetime]:
        """The instants that the typed date and time can mean; none if either is invalid."""
        try:
            day = self.fields["date"].clean(self._given("date"))
            clock = self.fields["time"].clean(self._given("time"))
            return instants_of(datetime.combine(day, clock), self.wall_zone)
        except (ValidationError, OverflowError):
            return []

    def _given(self, name: str) -> Any:
        return self[name].data if self.is_bound else self.get_initial_for_field(self.fields[name], name)

    def _choice(self) -> forms.ChoiceField:
        shown = [
            f"{moment.astimezone(self.wall_zone):%H:%M} ({offset_label(moment, self.wall_zone)})"
            for moment in self.instants
        ]
        return forms.ChoiceField(
            label=_("Which of the two"),
            help_text=_("The clocks go back that night, so this time comes twice."),
            choices=[("0", _("%(time)s, the first time") % {"time": shown[0]}),
                     ("1", _("%(time)s, the second time") % {"time": shown[1]})],
            error_messages={"required": _("This time comes twice that night. Choose which one is meant.")},
            widget=forms.RadioSelect,
        )  # fmt: skip

    def _skipped(self, shown: datetime) -> str:
        gap = gap_around(shown, self.wall_zone)
        assert gap is not None  # noqa: S101  no instant shows this time, so it lies in a gap
        words = _(
            "In %(city)s the clocks go forward from %(before)s to %(after)s that day, so %(time)s does not "
            "exist. Choose a time before %(before)s or from %(after)s on."
        )
        before, after = (f"{moment:%H:%M}" for moment in gap)
        place = city(self.wall_zone, None) or self.wall_zone.key
        return words % {"city": place, "before": before, "after": after, "time": f"{shown:%H:%M}"}
