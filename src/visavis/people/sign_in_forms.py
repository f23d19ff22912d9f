"""allauth's forms of signing in, with labels instead of placeholders."""

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from visavis.lib import clock
from visavis.people import jobs
from visavis.people.known_devices import check_contact_rate
from visavis.people.rate_limits import RateLimited


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            # allauth puts a link here that the page has a button for.
            field.help_text = ""


class PasswordResetForm(ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The address that a link for a new password goes to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # allauth leaves it without a label, and Django then makes an English one of the field's name.
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        """The address as it was typed, whoever has it: only the worker looks for an account."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        """Leave all of it to the worker: the time of an answer would tell who has an account."""
        email = str(self.cleaned_data["email"])
        try:
            check_contact_rate(request, "new password for", email, now=clock.now())
        except RateLimited:
            # The same answer: another one would tell a stranger that somebody has asked.
            return email
        jobs.mail_password_link.defer(email=email)
        return email
