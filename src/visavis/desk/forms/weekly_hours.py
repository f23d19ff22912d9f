"""The weekly hours as one form of many lines; lines are added and removed without JavaScript."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from visavis.desk.forms.working_hours import WindowForm, as_time
from visavis.schedule.hours import Window
from visavis.schedule.models import WeeklyHours
from visavis.schedule.services import WeeklyWindow
from visavis.web.times import weekday_names

PREFIX = "w"
MOST_LINES = 70
FIELDS = ("weekday", "opens", "closes", "active")


class _Week(forms.BaseFormSet):  # type: ignore[type-arg]  # Django has no subscript at run time
    """All lines together: two active lines of one day may not overlap."""

    def clean(self) -> None:
        """Report an overlap at the later line, with the times of both."""
        on = [form for form in self.forms if form.is_valid() and form.cleaned_data.get("active")]
        lines = sorted(((form.line().window, form) for form in on), key=lambda line: _begins(line[0]))
        for _day, of_day in groupby(lines, key=lambda line: line[0].weekday):
            (reached, longest), *rest = of_day
            for window, form in rest:
                if window.opens < reached.closes:
                    words = _("%(later)s overlaps %(earlier)s. Change one of the two, or make them one.")
                    form.add_error("opens", words % {"later": _times(form), "earlier": _times(longest)})
                if window.closes > reached.closes:
                    reached, longest = window, form


_Lines = forms.formset_factory(
    WindowForm, formset=_Week, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES
)


@dataclass(frozen=True, slots=True)
class Problem:
    """An error of a line: the field, its day and hours, and the sentence."""

    field_id: str
    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class WeekDay:
    """The lines of one weekday, each with its number in the form. `number` is 0 for Monday."""

    number: int
    name: str
    lines: Sequence[tuple[int, WindowForm]]


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
        # A line that was announced and not sent has a mistake, it is not left out.
        return cls(_Lines(data, prefix=PREFIX, form_kwargs={"empty_permitted": False}))

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
    def days(self) -> list[WeekDay]:
        """Monday to Sunday, each with its lines."""
        lines: list[list[tuple[int, WindowForm]]] = [[] for _ in range(7)]
        for number, form in enumerate(self._lines):
            weekday = str(form["weekday"].value())
            lines[int(weekday) if weekday in set("0123456") else 0].append((number, form))
        names = weekday_names(get_language(), short=False)
        return [WeekDay(number, name, lines[number]) for number, name in enumerate(names)]

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, day by day, for the summary on top."""
        return [
            Problem(form[name].id_for_label, f"{day.name}{_of_hours(form)}, {form[name].label}", str(error))
            for day in self.days
            for _number, form in day.lines
            for name, errors in form.errors.items()
            for error in errors
        ]


def _begins(window: Window) -> tuple[int, int]:
    return window.weekday, window.opens


def _times(form: WindowForm) -> str:
    """The hours of a line as they were typed; an ellipsis for what is missing."""
    opens, closes = (str(form[name].data or "…") for name in ("opens", "closes"))
    return f"{opens}–{closes}"


def _of_hours(form: WindowForm) -> str:
    """“ 09:00–13:00”, or nothing for a line without any time."""
    return f" {_times(form)}" if form["opens"].data or form["closes"].data else ""


def _sent(data: QueryDict) -> list[dict[str, Any]]:
    """Every line as it was typed, right or wrong."""
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    # As short as a number of lines is: Python refuses to read one of thousands of digits.
    count = min(int(total), MOST_LINES) if total.isdecimal() and len(total) < 10 else 0
    return [{name: data.get(f"{PREFIX}-{number}-{name}", "") for name in FIELDS} for number in range(count)]
