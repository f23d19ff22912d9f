"""Which messages an appointment calls for, and until when each makes sense. Pure: `now` is an argument."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from visavis.messages.kinds import Kind, Recipient
from visavis.notify.port import ChannelName

NEWS_LASTS = timedelta(hours=1)
"""News of what is already over is still worth an hour."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written into the ledger. Times are UTC."""

    kind: Kind
    channel: ChannelName
    recipient: Recipient
    due_at: datetime
    useless_after: datetime
    minutes_before: int = 0
    repeat: int = 0
    missed: bool = False
    """Its time had passed when it was planned, so it is only noted."""


def news(
    kind: Kind, recipient: Recipient, channels: Iterable[ChannelName], *, ends_at: datetime, now: datetime
) -> Iterator[Draft]:
    """What has just happened, told at once; worth telling until the appointment's end."""
    useless_after = max(ends_at, now + NEWS_LASTS)
    return (Draft(kind, channel, recipient, now, useless_after) for channel in channels)


def reminders(
    channels: Iterable[ChannelName], minutes: Sequence[int], *, starts_at: datetime, now: datetime
) -> Iterator[Draft]:
    """The client's reminders, `minutes` before the start.

    One that is late still goes out and says the true time left, until the next one is due, which
    says the same; the last one is worthless once the appointment begins.
    """
    leads = sorted({lead for lead in minutes if lead > 0}, reverse=True)
    for channel in channels:
        for lead, following in zip(leads, [*leads, 0][1:], strict=True):
            due_at = starts_at - timedelta(minutes=lead)
            useless_after = starts_at - timedelta(minutes=following)
            yield Draft(
                Kind.REMINDER, channel, Recipient.CLIENT, due_at, useless_after, lead, missed=due_at <= now
            )


def channels_of_client(*, email: str, phone: str, sms: bool) -> tuple[ChannelName, ...]:
    """By which channels a client is told. Who gave only a phone number gets text messages."""
    by_sms = bool(phone) and (sms or not email)
    return (ChannelName.EMAIL,) * bool(email) + (ChannelName.SMS,) * by_sms
