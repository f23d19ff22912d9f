"""The error messages of all forms, in plain words and with the fix.

They replace Django's own messages once, before any form class is made.
"""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

NOT_AN_ADDRESS = _("This is not a whole e-mail address. Write it like name@example.org.")
NOT_IN_THE_LIST = _("Choose one from the list: what was sent is not in it.")

OF_FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.BooleanField: {"required": _("Tick this to go on.")},
    forms.IntegerField: {"invalid": _("Give a whole number, for example 30.")},
    forms.DateField: {"invalid": _("Give a date, for example 2026-12-16.")},
    forms.TimeField: {"invalid": _("Give a time from 00:00 to 23:59, for example 14:30.")},
    forms.ChoiceField: {"required": _("Choose one."), "invalid_choice": NOT_IN_THE_LIST},
    forms.MultipleChoiceField: {
        "required": _("Choose one or more."),
        "invalid_choice": NOT_IN_THE_LIST,
        "invalid_list": NOT_IN_THE_LIST,
    },
    forms.ModelChoiceField: {"invalid_choice": NOT_IN_THE_LIST},
    forms.FileField: {
        "required": _("Choose a file."),
        "invalid": _("The file did not arrive. Choose it once more."),
        "missing": _("The file did not arrive. Choose it once more."),
        "empty": _("This file is empty. Choose another one."),
    },
}
OF_VALIDATORS: dict[type, Any] = {
    validators.EmailValidator: NOT_AN_ADDRESS,
    validators.MinValueValidator: _("Give a number of at least %(limit_value)s."),
    validators.MaxValueValidator: _("Give a number of at most %(limit_value)s."),
    validators.MaxLengthValidator: ngettext_lazy(
        "Write at most %(limit_value)d letter; now there are %(show_value)d.",
        "Write at most %(limit_value)d letters; now there are %(show_value)d.",
        "limit_value",
    ),
}


def install_form_messages() -> None:
    """Replace Django's messages by ours."""
    for field, said in OF_FIELDS.items():
        # A dictionary of its own, even where the class has none: its parent's is everybody's.
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **said}
    for validator, sentence in OF_VALIDATORS.items():
        validator.message = sentence  # type: ignore[attr-defined]  # each has one; their base is `object`
