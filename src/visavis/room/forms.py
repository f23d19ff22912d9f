"""What staff write about a consultation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from visavis.booking.lifecycle import Absent, State

OUTCOMES = {
    "completed": _("It took place"),
    "no_show:client": _("The client did not come"),
    "no_show:specialist": _("The specialist did not come"),
    "no_show:both": _("Nobody came"),
    "technical_failure": _("The connection did not work"),
}


class DeclineForm(forms.Form):
    """Why a waiting client is not let in."""

    reason = forms.CharField(
        label=_("Why, in a few words"),
        help_text=_("The client reads this."),
        max_length=300,
        error_messages={"required": _("Write in a few words why: the client reads it.")},
    )


class MessageForm(forms.Form):
    """A message to a waiting client: in how many minutes they are let in, or anything in words."""

    minutes = forms.TypedChoiceField(
        label=_("Let in within"),
        choices=[(number, number) for number in (0, 2, 5, 10, 15, 20, 30)],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Choose 2, 5, 10, 15, 20 or 30 minutes.")},
    )
    text = forms.CharField(
        label=_("A few words"),
        required=False,
        max_length=300,
        error_messages={"max_length": _("Write at most 300 letters: the client reads it on a phone.")},
    )

    def clean(self) -> dict[str, Any]:
        """One of the two says something."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("minutes") and not cleaned.get("text"):
            self.add_error("text", _("Write a few words for the client, or choose in how many minutes."))
        return cleaned


class DelayForm(forms.Form):
    """By how much somebody will be late."""

    minutes = forms.TypedChoiceField(
        label=_("How late"),
        choices=[(number, number) for number in (0, 5, 10, 15, 20, 30, 45, 60)],
        coerce=int,
        error_messages={
            "required": _("Choose by how many minutes."),
            "invalid_choice": _("Choose one of the numbers of minutes."),
        },
    )


class OutcomeForm(forms.Form):
    """What became of a consultation, by somebody who knows better."""

    reason = forms.CharField(
        label=_("How do you know"),
        max_length=300,
        error_messages={"required": _("Write in a few words why the outcome is corrected.")},
    )

    def __init__(self, *args: Any, present: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("What happened"),
            widget=forms.RadioSelect,
            # What it already is, is no correction.
            choices=[(key, words) for key, words in OUTCOMES.items() if not key.startswith(present.value)],
            error_messages={"required": _("Choose what happened.")},
        )
        self.order_fields(["outcome", "reason"])

    @property
    def outcome(self) -> tuple[State, Absent | None]:
        """The state and who was absent, of a valid form."""
        state, _colon, absent = self.cleaned_data["outcome"].partition(":")
        return State(state), Absent(absent) if absent else None
