"""The weekly hours as one form of many lines, which grows and shrinks without JavaScript."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from visavis.schedule.forms import WindowForm, as_time
from visavis.schedule.models import WeeklyHours
from visavis.schedule.services import WeeklyWindow

PREFIX = "w"
MOST_LINES = 70
FIELDS = ("weekday", "opens", "closes", "active")
_Lines = forms.formset_factory(WindowForm, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)


class WeekForm:
    """Lines of weekly hours: stored ones, typed ones, or typed ones with one more or one less."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines

    @classmethod
    def stored(cls, rows: Sequence[WeeklyHours]) -> "WeekForm":
        """The lines as they are in force."""
        initial = [
            {
                "weekday": row.weekday,
                "opens": as_time(row.opens_min),
                "closes": as_time(row.closes_min),
                "active": row.active,
            }
            for row in rows
        ]
        return cls(_Lines(initial=initial, prefix=PREFIX))

    @classmethod
    def typed(cls, data: QueryDict) -> "WeekForm":
        """The lines as they were sent, to be checked and stored."""
        return cls(_Lines(data, prefix=PREFIX))

    @classmethod
    def changed(cls, data: QueryDict, *, add: str | None, remove: str | None) -> "WeekForm":
        """The lines as they were sent, with an empty one for weekday `add`, without the one at `remove`."""
        lines = [line for number, line in enumerate(_sent(data)) if str(number) != remove]
        added = add in set("0123456") and len(lines) < MOST_LINES
        if added:
            lines.append({"weekday": add, "active": True})
        form = cls(_Lines(initial=lines, prefix=PREFIX))
        if added:
            # The page is drawn anew: without this the keyboard would be back at its top.
            form._lines[-1].fields["opens"].widget.attrs["autofocus"] = True
        return form

    def is_valid(self) -> bool:
        """Whether all lines can be stored."""
        return bool(self._lines.is_valid())

    @property
    def windows(self) -> list[WeeklyWindow]:
        """What was typed. Only when the form is valid."""
        return [form.line() for form in self._lines]

    @property
    def management(self) -> Any:
        """The hidden fields that say how many lines there are."""
        return self._lines.management_form

    @property
    def days(self) -> list[list[tuple[int, WindowForm]]]:
        """For each weekday from Monday its lines, each with its number."""
        days: list[list[tuple[int, WindowForm]]] = [[] for _ in range(7)]
        for number, form in enumerate(self._lines):
            weekday = str(form["weekday"].value())
            days[int(weekday) if weekday in set("0123456") else 0].append((number, form))
        return days

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The id of a field and what is wrong with it, for the summary on top."""
        return [
            (form[name].id_for_label, str(error))
            for form in (self._lines if self._lines.is_bound else ())
            for name, errors in form.errors.items()
            for error in errors
        ]


def _sent(data: QueryDict) -> list[dict[str, Any]]:
    """Every line as it was typed, right or wrong."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    # As short as a number of lines is: Python refuses to read one of thousands of digits.
    count = min(int(total), MOST_LINES) if total.isdecimal() and len(total) < 10 else 0
    return [{name: data.get(f"{PREFIX}-{number}-{name}", "") for name in FIELDS} for number in range(count)]
