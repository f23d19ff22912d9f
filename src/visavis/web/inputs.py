"""Inputs for dates and times that browsers have pickers for, and the bounds of numbers."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator


class DateInput(forms.DateInput):
    """The browser's own date picker, which speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day of these centuries: another is a slip, and at the ends of the calendar arithmetic overflows."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        """The date. Raises `ValidationError`."""
        found: date | None = super().to_python(value)
        if found is not None and not 2000 <= found.year < 3000:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class TimeInput(forms.TimeInput):
    """The browser's own time picker, without seconds."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def bound(number: forms.Field, least: int, most: int) -> None:
    """Give the form and the browser's arrows one rule for a number: what was set before counts no more."""
    others = [one for one in number.validators if not isinstance(one, MinValueValidator | MaxValueValidator)]
    number.validators = [*others, MinValueValidator(least), MaxValueValidator(most)]
    number.widget.attrs |= {"min": least, "max": most}


def bound_as_stored(form: "forms.ModelForm[Any]") -> None:
    """Bound each number as its column is.

    By itself Django asks the form for no more than the database can hold, and the column's own rule, which is
    stricter, comes second: one mistake after the other, with another sentence each.
    """
    for name, number in form.fields.items():
        if isinstance(number, forms.IntegerField):
            rules = form.instance._meta.get_field(name).validators
            bound(
                number,
                max(rule.limit_value for rule in rules if isinstance(rule, MinValueValidator)),
                min(rule.limit_value for rule in rules if isinstance(rule, MaxValueValidator)),
            )
