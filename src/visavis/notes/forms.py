"""The forms that save and restore a text, and the client's answer about the connection."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visavis.notes.kinds import Connection, TextKind

_BROKEN_CHARACTER = _("This text holds half of a sign. Delete the last one you typed.")
MAX_LENGTH = 20_000
"""Characters in one text: about ten pages, and small enough to be sent while a page closes."""


class TextForm(forms.Form):
    """A text, and the version that it was written from."""

    text = forms.CharField(
        required=False,
        strip=False,
        max_length=MAX_LENGTH,
        error_messages={"max_length": _("A text has room for %(limit_value)d letters. Shorten it a little.")},
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)

    def clean_text(self) -> str:
        """Normalise line ends; refuse what cannot be encoded."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise ValidationError(_BROKEN_CHARACTER) from error
        return text

    @property
    def problem(self) -> str:
        """What is wrong, in one sentence; for a form that is not valid."""
        if "text" in self.errors:
            return str(self.errors["text"][0])
        return str(_("The page sent something that we could not read. Reload it; what you wrote is kept."))


class RestoreForm(forms.Form):
    """Which earlier version to restore."""

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
    def connection(self) -> Connection:
        """The answer of a valid form."""
        return Connection(self.cleaned_data["answer"])
