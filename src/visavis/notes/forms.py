"""What is sent when a text is saved."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visavis.notes.kinds import Connection, TextKind

_HALF_A_SIGN = _("This text holds half of a sign. Delete the last one you typed.")
LONGEST = 20_000
"""Letters in one text: some ten pages, and still small enough to be sent while a page is closing."""


class TextForm(forms.Form):
    """A text, and the version that it was written from."""

    text = forms.CharField(
        required=False,
        strip=False,
        max_length=LONGEST,
        error_messages={"max_length": _("A text has room for %(limit_value)d letters. Shorten it a little.")},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def clean_text(self) -> str:
        """Lines as every system knows them, and nothing that cannot be written down."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(_HALF_A_SIGN) from error
        return text

    @property
    def said(self) -> str:
        """What is wrong, in one sentence; for a form that is not valid."""
        if "text" in self.errors:
            return str(self.errors["text"][0])
        return str(_("The page sent something that we could not read. Reload it; what you wrote is kept."))


class RestoreForm(forms.Form):
    """Which earlier version is to stand again."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in TextKind])
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class ConnectionForm(forms.Form):
    """How the connection was."""

    answer = forms.ChoiceField(
        choices=[(one.value, one.value) for one in Connection],
        error_messages={
            "required": _("Choose one of the three answers."),
            "invalid_choice": _("Choose one of the three answers."),
        },
    )

    @property
    def answered(self) -> Connection:
        """The answer of a valid form."""
        return Connection(self.cleaned_data["answer"])


def restored(form: RestoreForm) -> dict[str, Any]:
    """Kind and version of a valid form, as the service takes them."""
    return {"kind": TextKind(form.cleaned_data["kind"]), "version": form.cleaned_data["version"]}
