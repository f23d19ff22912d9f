"""Inputs for dates and times that browsers have pickers for."""

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date picker, which speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time picker, without seconds."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
