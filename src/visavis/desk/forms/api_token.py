"""The form for a new API token."""

from django import forms
from django.utils.translation import gettext_lazy


class TokenForm(forms.Form):
    """The token's name."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=80,
        help_text=gettext_lazy("For example: our website, the accounting program."),
        error_messages={
            "required": gettext_lazy("Write what it is for, so that you can tell it from others.")
        },
    )
