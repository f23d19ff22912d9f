"""Messages about a shared summary. No message contains any of its text."""

from dataclasses import replace
from datetime import timedelta

from visavis.messages import lifecycle
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.models import Message
from visavis.messages.planning.ledger import Cause, client_channels, supersede_messages, write_messages
from visavis.messages.planning.plan import plan_announcements
from visavis.messages.reasons import Reason

LIFETIME = timedelta(days=7)
"""The summary stays on its page, so the announcement may be a few days late."""


def announce_summary(fact: Cause) -> None:
    """Tell the client where to read their summary, unless such a message is due already."""
    appointment = fact.appointment
    earlier = Message.objects.filter(
        appointment=appointment, version=appointment.version, kind=Kind.SUMMARY_PUBLISHED.value
    )
    channels = client_channels(appointment)
    planned = plan_announcements(
        Kind.SUMMARY_PUBLISHED, Recipient.CLIENT, channels, ends_at=appointment.ends_at, now=fact.at
    )
    due = set(earlier.filter(state=lifecycle.State.DUE.value).values_list("channel", flat=True))
    last = earlier.order_by("-sequence").values_list("sequence", flat=True).first()
    sequence = 0 if last is None else last + 1
    expires_at = fact.at + LIFETIME
    missing = [one for one in planned if one.channel.value not in due]
    write_messages(fact, [replace(one, sequence=sequence, expires_at=expires_at) for one in missing])


def withdraw_summary_announcement(fact: Cause) -> None:
    """The summary was withdrawn: announcements that are not sent yet do not apply any more."""
    rows = Message.objects.filter(appointment=fact.appointment, kind=Kind.SUMMARY_PUBLISHED.value)
    supersede_messages(rows, Reason.OUTDATED)
