"""Which messages an appointment calls for, and until when each makes sense. Pure: `now` is an argument."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from visavis.booking.lifecycle import STILL_LET_IN
from visavis.messages.kinds import Kind, Recipient
from visavis.notify.port import ChannelName

ALERTS_AT_FIRST = 4
"""So often a specialist is told at even distances that somebody waits; then ever more rarely, to the end."""
RAREST_ALERT = timedelta(minutes=15)
"""No more than so long lies between two of them, unless the practice wants more between all."""

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


def alerts(
    channels: Sequence[ChannelName],
    every: timedelta,
    *,
    since: datetime,
    starts_at: datetime,
    ends_at: datetime,
    first_repeat: int,
) -> Iterator[Draft]:
    """What the specialist is sent while a client has been waiting unanswered `since` then.

    The first goes by the first channel alone; the further ones, which an early client is not worth before the
    planned start, go by all of them, for as long as the client may still be let in. Each holds until the
    next one says the same.
    """
    until = ends_at + STILL_LET_IN
    times = list(_alert_times(every, since=since, starts_at=starts_at, until=until))
    for number, (due_at, following) in enumerate(
        zip(times, [*times[1:], max(until, times[-1] + every)], strict=True)
    ):
        for channel in channels if number else channels[:1]:
            yield Draft(
                Kind.CLIENT_WAITING,
                channel,
                Recipient.SPECIALIST,
                due_at,
                following,
                repeat=first_repeat + number,
            )


def _alert_times(
    every: timedelta, *, since: datetime, starts_at: datetime, until: datetime
) -> Iterator[datetime]:
    yield since + every
    at, pause, told = max(since + 2 * every, starts_at), every, 1
    while at < until:
        yield at
        told += 1
        if told >= ALERTS_AT_FIRST:
            pause = min(2 * pause, max(every, RAREST_ALERT))
        at += pause


def channels_of_specialist(*, email: str, phone: str) -> tuple[ChannelName, ...]:
    """By which channels a specialist is alerted, quickest first. Empty is what reaches nobody."""
    return (ChannelName.SMS,) * bool(phone) + (ChannelName.EMAIL,) * bool(email)


def channels_of_client(*, email: str, phone: str, sms: bool) -> tuple[ChannelName, ...]:
    """By which channels a client is told. Who gave only a phone number gets text messages."""
    by_sms = bool(phone) and (sms or not email)
    return (ChannelName.EMAIL,) * bool(email) + (ChannelName.SMS,) * by_sms
