"""What the ledger does when a summary is shared or taken back. No message carries a word of it."""

from dataclasses import replace
from datetime import timedelta

from visavis.messages import lifecycle
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.ledger import Happening, supersede, wanted_channels, write
from visavis.messages.models import Message
from visavis.messages.plan import news
from visavis.messages.reasons import Reason

WORTH_TELLING = timedelta(days=7)
"""A summary waits on its page; that it is there can be told late."""


def tell_of_summary(fact: Happening) -> None:
    """The client can read a summary: say where, unless the same is on its way already."""
    appointment = fact.appointment
    earlier = Message.objects.filter(
        appointment=appointment, version=appointment.version, kind=Kind.SUMMARY_PUBLISHED.value
    )
    channels = wanted_channels(appointment)
    drafts = news(
        Kind.SUMMARY_PUBLISHED, Recipient.CLIENT, channels, ends_at=appointment.ends_at, now=fact.at
    )
    due = set(earlier.filter(state=lifecycle.State.DUE.value).values_list("channel", flat=True))
    following = earlier.order_by("-repeat").values_list("repeat", flat=True).first()
    repeat = 0 if following is None else following + 1
    until = fact.at + WORTH_TELLING
    fresh = [one for one in drafts if one.channel.value not in due]
    write(fact, [replace(one, repeat=repeat, useless_after=until) for one in fresh])


def unsay_summary(fact: Happening) -> None:
    """The summary was taken back: what is not sent yet is not true any more."""
    rows = Message.objects.filter(appointment=fact.appointment, kind=Kind.SUMMARY_PUBLISHED.value)
    supersede(rows, Reason.NOT_TRUE_ANY_MORE)
