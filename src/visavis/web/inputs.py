"""Inputs for dates and times that browsers have pickers for."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


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
