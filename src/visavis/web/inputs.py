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


def set_number_limits(number: forms.Field, least: int, most: int) -> None:
    """Limit a number in the form and in the browser's input; replaces earlier limits."""
    others = [one for one in number.validators if not isinstance(one, MinValueValidator | MaxValueValidator)]
    number.validators = [*others, MinValueValidator(least), MaxValueValidator(most)]
    number.widget.attrs |= {"min": least, "max": most}


def copy_model_limits(form: "forms.ModelForm[Any]") -> None:
    """Give each number field the limits of its model field.

    By default Django limits the form field to the column's range only; the model's validators run second and
    report another message for each mistake.
    """
    for name, number in form.fields.items():
        if isinstance(number, forms.IntegerField):
            rules = form.instance._meta.get_field(name).validators
            set_number_limits(
                number,
                max(rule.limit_value for rule in rules if isinstance(rule, MinValueValidator)),
                min(rule.limit_value for rule in rules if isinstance(rule, MaxValueValidator)),
            )
