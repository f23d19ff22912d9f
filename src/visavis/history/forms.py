"""The forms for the e-mail address and the code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from visavis.booking.forms import EMAIL_LENGTH
from visavis.web.email_field import EmailField

_INVALID = _("This is not a whole e-mail address. Write it like name@example.org.")


class EmailForm(forms.Form):
    """The address that appointments were booked with."""

    email = EmailField(
        label=_("Your e-mail address"),
        max_length=EMAIL_LENGTH,
        error_messages={"required": _("Write the e-mail address that you booked with."), "invalid": _INVALID},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=_("The code from the mail"),
        max_length=20,
        error_messages={"required": _("Type the six digits from the mail.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
        ),
    )
