"""Which messages an appointment needs, when each is due and when it expires. Pure: `now` is an argument."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from visavis.booking.lifecycle import LATE_ADMISSION
from visavis.messages.kinds import Kind, Recipient
from visavis.notify.port import ChannelName

EVENLY_SPACED_ALERTS = 4
"""After so many alerts to the specialist at even distances the distance doubles each time."""
LONGEST_ALERT_PAUSE = timedelta(minutes=15)
"""The distance does not grow beyond this, unless the practice's own setting is larger."""

ANNOUNCEMENT_LIFETIME = timedelta(hours=1)
"""An announcement about an appointment that is over already expires after this."""


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """A message to be written to the ledger. Times are UTC."""

    kind: Kind
    channel: ChannelName
    recipient: Recipient
    due_at: datetime
    expires_at: datetime
    minutes_before: int = 0
    sequence: int = 0
    staff: int | None = None
    """Whom of the team it is for."""
    missed: bool = False
    """It was due before it was planned, so it is only recorded as skipped."""


def plan_announcements(
    kind: Kind, recipient: Recipient, channels: Iterable[ChannelName], *, ends_at: datetime, now: datetime
) -> Iterator[PlannedMessage]:
    """Announce at once what has just happened; it expires at the appointment's end."""
    expires_at = max(ends_at, now + ANNOUNCEMENT_LIFETIME)
    return (PlannedMessage(kind, channel, recipient, now, expires_at) for channel in channels)


def plan_reminders(
    channels: Iterable[ChannelName], minutes: Sequence[int], *, starts_at: datetime, now: datetime
) -> Iterator[PlannedMessage]:
    """The client's reminders, `minutes` before the start.

    A reminder that is late is still sent, with the true time left, until the next one is due. The last
    one expires when the appointment begins.
    """
    leads = sorted({lead for lead in minutes if lead > 0}, reverse=True)
    for channel in channels:
        for lead, following in zip(leads, [*leads, 0][1:], strict=True):
            due_at = starts_at - timedelta(minutes=lead)
            expires_at = starts_at - timedelta(minutes=following)
            yield PlannedMessage(
                Kind.REMINDER, channel, Recipient.CLIENT, due_at, expires_at, lead, missed=due_at <= now
            )


def plan_alerts(
    channels: Sequence[ChannelName],
    every: timedelta,
    *,
    since: datetime,
    starts_at: datetime,
    ends_at: datetime,
    first_sequence: int,
) -> Iterator[PlannedMessage]:
    """Alerts to the specialist while a client waits without an answer, from `since` on.

    The first one goes by the first channel only. The others go by all channels, not before the planned start
    and for as long as the client may still be admitted. Each expires when the next one is due.
    """
    until = ends_at + LATE_ADMISSION
    times = list(_alert_times(every, since=since, starts_at=starts_at, until=until))
    for number, (due_at, following) in enumerate(
        zip(times, [*times[1:], max(until, times[-1] + every)], strict=True)
    ):
        for channel in channels if number else channels[:1]:
            yield PlannedMessage(
                Kind.CLIENT_WAITING,
                channel,
                Recipient.SPECIALIST,
                due_at,
                following,
                sequence=first_sequence + number,
            )


def plan_team_alerts(
    members: Iterable[int],
    after: timedelta,
    *,
    since: datetime,
    starts_at: datetime,
    ends_at: datetime,
    first_sequence: int,
) -> Iterator[PlannedMessage]:
    """One mail to each of `members` when a client has waited without an answer for so long."""
    due_at, until = max(since, starts_at) + after, ends_at + LATE_ADMISSION
    if due_at >= until:
        return
    for number, member in enumerate(members):
        yield PlannedMessage(
            Kind.CLIENT_WAITING,
            ChannelName.EMAIL,
            Recipient.TEAM,
            due_at,
            until,
            sequence=first_sequence + number,
            staff=member,
        )


def _alert_times(
    every: timedelta, *, since: datetime, starts_at: datetime, until: datetime
) -> Iterator[datetime]:
    yield since + every
    at, pause, count = max(since + 2 * every, starts_at), every, 1
    while at < until:
        yield at
        count += 1
        if count >= EVENLY_SPACED_ALERTS:
            pause = min(2 * pause, max(every, LONGEST_ALERT_PAUSE))
        at += pause


def channels_of_specialist(*, email: str, phone: str) -> tuple[ChannelName, ...]:
    """The channels of a specialist's alerts, the quickest first. An empty address has no channel."""
    return (ChannelName.SMS,) * bool(phone) + (ChannelName.EMAIL,) * bool(email)


def channels_of_client(*, email: str, phone: str, sms: bool) -> tuple[ChannelName, ...]:
    """The channels of a client's messages. A client with only a phone number gets text messages."""
    by_sms = bool(phone) and (sms or not email)
    return (ChannelName.EMAIL,) * bool(email) + (ChannelName.SMS,) * by_sms
