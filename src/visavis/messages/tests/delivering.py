"""Deliver what is due through a fake channel, as a worker does, at a given time."""

from datetime import datetime, timedelta

from visavis.messages.delivery import queue
from visavis.messages.delivery.attempt import deliver_message
from visavis.messages.delivery.queue import RetryPolicy
from visavis.messages.models import Message
from visavis.notify.fake import FakeChannel
from visavis.notify.port import ChannelName, OutgoingMessage
from visavis.practice.models import Practice

POLICY = RetryPolicy()


def deliver_due(now: datetime, channel: FakeChannel | None = None) -> list[OutgoingMessage]:
    """Deliver everything that is due, by each channel; what went out."""
    carrier = channel or FakeChannel()
    before = len(carrier.sent)
    for name in ChannelName:
        claimed = queue.claim(name, limit=100, worker="tests", policy=POLICY, now=now)
        for taken, message in queue.load_claimed(claimed):
            deliver_message(taken, message, carrier, Practice.current(), clock=lambda: now, policy=POLICY)
    return carrier.sent[before:]


def ledger_rows(**fields: object) -> list[tuple[str, str, str]]:
    """Kind (a reminder with its minutes), channel and state of all messages, in the order of their times."""
    rows = Message.objects.filter(**fields).order_by("due_at", "recipient", "channel", "id")
    return [(_kind(row), row.channel, row.state) for row in rows]


def _kind(row: Message) -> str:
    kind = f"{row.kind} {row.minutes_before}" if row.minutes_before else row.kind
    return f"{row.recipient}: {kind}"


MINUTE = timedelta(minutes=1)
