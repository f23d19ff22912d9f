"""Forms for hours: weekly windows, single dates, time off, and where the specialist works."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.lib.intervals import Interval
from visavis.people.countries import country_choices
from visavis.people.fields import ZoneField
from visavis.schedule.hours import DAY, Window, local_day_bounds
from visavis.schedule.public_holidays import holiday_countries
from visavis.schedule.services import WeeklyWindow
from visavis.schedule.wall_time import gap_around, instants_of
from visavis.web.inputs import DateField, TimeInput

Day = date
"""Where a form has a field of that name, its own name for the type."""

NO_TIME = gettext_lazy("Give a time, or remove this line.")


def minutes_of(opens: time, closes: time) -> tuple[int, int]:
    """Minutes of the local day; an end that is not after the beginning lies on the next day."""
    begins, ends = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
    return begins, ends if ends > begins else ends + DAY


def as_time(minutes: int) -> time:
    """What the clock shows so many minutes after a local midnight."""
    return time(minutes % DAY // 60, minutes % 60)


def refuse_no_time(form: forms.Form, cleaned: Mapping[str, Any]) -> None:
    """The same time twice is a slip, unless it is midnight: the whole day."""
    opens, closes = cleaned.get("opens"), cleaned.get("closes")
    if opens is not None and opens == closes and opens != time():
        words = _("Give an end that differs from the beginning. 00:00 to 00:00 is the whole day.")
        form.add_error("closes", words)


class HoursForm(forms.Form):
    """From when to when; 22:00 to 02:00 ends on the next day."""

    opens = forms.TimeField(
        label=gettext_lazy("From"),
        widget=TimeInput,
        error_messages={"required": NO_TIME},
    )
    closes = forms.TimeField(
        label=gettext_lazy("To"),
        widget=TimeInput,
        error_messages={"required": NO_TIME},
    )

    def clean(self) -> dict[str, Any]:
        """The beginning and the end differ."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        refuse_no_time(self, cleaned)
        return cleaned

    @property
    def minutes(self) -> tuple[int, int]:
        """Minutes of the local day. Only when the form is valid."""
        return minutes_of(self.cleaned_data["opens"], self.cleaned_data["closes"])


class WindowForm(HoursForm):
    """One line of the week."""

    weekday = forms.IntegerField(min_value=0, max_value=6, widget=forms.HiddenInput)
    active = forms.BooleanField(label=gettext_lazy("On"), required=False)

    def line(self) -> WeeklyWindow:
        """What was typed. Only when the form is valid."""
        return WeeklyWindow(Window(self.cleaned_data["weekday"], *self.minutes), self.cleaned_data["active"])


class DateForm(forms.Form):
    """One date from `today` on that is not like the others: closed, or with other hours."""

    date = DateField(label=gettext_lazy("Date"))
    closed = forms.BooleanField(label=gettext_lazy("Closed all day"), required=False)
    opens = forms.TimeField(label=gettext_lazy("From"), widget=TimeInput, required=False)
    closes = forms.TimeField(label=gettext_lazy("To"), widget=TimeInput, required=False)

    def __init__(self, *args: Any, today: Day, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_date(self) -> Day:
        """Not a past one, which would be stored and never be seen again."""
        chosen: Day = self.cleaned_data["date"]
        if chosen < self.today:
            raise ValidationError(_("This date has passed. Choose today or a later one."))
        return chosen

    def clean(self) -> dict[str, Any]:
        """Either hours or closed, and not both."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if cleaned.get("closed"):
            if opens is not None or closes is not None:
                self.add_error("closed", _("Leave the times empty, or untick “Closed all day”."))
            return cleaned
        for name, value in (("opens", opens), ("closes", closes)):
            if value is None and name not in self.errors:
                self.add_error(name, _("Give the hours of this date, or tick “Closed all day”."))
        refuse_no_time(self, cleaned)
        return cleaned


class TimeOffForm(forms.Form):
    """Time in which nobody is taken; without times, whole days."""

    first = DateField(label=gettext_lazy("From the day"))
    since = forms.TimeField(
        label=gettext_lazy("From the time"),
        widget=TimeInput,
        required=False,
    )
    last = DateField(
        label=gettext_lazy("To the day"),
        required=False,
    )
    until = forms.TimeField(
        label=gettext_lazy("To the time"),
        widget=TimeInput,
        required=False,
    )
    reason = forms.CharField(label=gettext_lazy("Reason, for staff"), max_length=120, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """The span in UTC, as `span`."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        span = self._span(cleaned)
        if span.end <= span.start:
            self.add_error("last", _("Give an end that lies after the beginning."))
        return {**cleaned, "span": span}

    def _span(self, cleaned: Mapping[str, Any]) -> Interval:
        first, last = cleaned["first"], cleaned["last"] or cleaned["first"]
        start = local_day_bounds(first, self.zone).start
        end = local_day_bounds(last, self.zone).end
        if cleaned["since"] is not None:
            start = self._instants(datetime.combine(first, cleaned["since"]))[0]
        if cleaned["until"] is not None:
            # An hour that comes twice is meant with both of its passes.
            end = self._instants(datetime.combine(last, cleaned["until"]))[-1]
        return Interval(start, end)

    def _instants(self, shown: datetime) -> list[datetime]:
        """A time that clocks skip stands for the moment at which they do."""
        gap = gap_around(shown, self.zone)
        return instants_of(gap[1] if gap else shown, self.zone)


class PlaceForm(forms.Form):
    """Where the specialist works."""

    zone = ZoneField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "Hours are meant in this zone. Appointments that are booked keep their moment."
        ),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"),
        required=False,
        help_text=gettext_lazy(
            "On these days nobody is offered a time, unless the date has hours of its own."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["country"]
        field.choices = [("", _("No country: work on holidays too")), *country_choices(holiday_countries())]
