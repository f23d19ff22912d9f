"""Who carries video calls, in words that say who sees what, what it costs and where its limits are."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from visavis.video.providers import configured_names

NAME = "video_provider"
MEANINGS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "p2p": (
        gettext_lazy("Browser to browser"),
        gettext_lazy(
            "sound and picture go from one device to the other, encrypted the whole way; nobody between them"
            " can see or hear. Costs nothing. For two people, three at most; weak networks feel it first."
        ),
    ),
    "livekit": (
        gettext_lazy("LiveKit, your own media server"),
        gettext_lazy(
            "each device sends to your server, which passes on what the others can take. Whoever runs the"
            " server could see and hear, unless calls are encrypted end to end. Needs a server and its"
            " bandwidth; steadier on weak networks and with three people."
        ),
    ),
    "fake": (
        gettext_lazy("None (for trying out)"),
        gettext_lazy("nobody sees or hears anybody."),
    ),
}


def offer_carriers(form: forms.BaseForm, *, otherwise: str | Promise) -> None:
    """Make the field a choice of those configured; no choice of one. `otherwise`: what an empty one means."""
    names = configured_names()
    if len(names) == 1:
        del form.fields[NAME]
        return
    choices = [(name, format_lazy("{}: {}", *MEANINGS[name])) for name in names]
    form.fields[NAME] = forms.ChoiceField(
        label=gettext_lazy("Video calls are carried by"),
        choices=[("", otherwise), *choices],
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("For calls that begin from now on; one that has begun ends where it is."),
    )
