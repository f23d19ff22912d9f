"""What pages show of a history, and after a consultation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from visavis.booking.availability import availability_between
from visavis.booking.models import Appointment
from visavis.history.follow_up import FollowUp, suggest_follow_up
from visavis.history.queries import (
    next_client_today,
    next_for_same_client,
    next_with_same_specialist,
    past,
    upcoming,
)
from visavis.history.state_labels import state_label
from visavis.lib.intervals import Interval
from visavis.notes.queries import shared_at
from visavis.people.links import LinkSource


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One appointment in the client's own list."""

    appointment: Appointment
    state_label: str
    has_summary: bool
    is_upcoming: bool


@dataclass(frozen=True, slots=True)
class AfterForSpecialist:
    """What the specialist sees after a consultation."""

    follow_up: FollowUp | None
    next_with_client: Appointment | None
    next_client_today: Appointment | None


@dataclass(frozen=True, slots=True)
class AfterForClient:
    """What the client sees after a consultation."""

    next_appointment: Appointment | None
    tells_next: bool
    """Whether this browser may be told of another appointment, or that there is none."""


def upcoming_rows(email: str, *, now: datetime) -> list[HistoryRow]:
    """The coming appointments, the next first."""
    return [
        HistoryRow(row, state_label(row), has_summary=False, is_upcoming=True)
        for row in upcoming(email, now=now)
    ]


def past_rows(email: str, *, now: datetime) -> list[HistoryRow]:
    """All other appointments, the latest first."""
    rows = past(email, now=now)
    shared = shared_at(rows)
    return [
        HistoryRow(row, state_label(row), has_summary=row.pk in shared, is_upcoming=False) for row in rows
    ]


def after_for_specialist(appointment: Appointment, *, now: datetime) -> AfterForSpecialist:
    """When the next session could be, and which client comes next today."""
    return AfterForSpecialist(
        follow_up=find_follow_up(appointment, now=now),
        next_with_client=next_with_same_specialist(appointment, now=now),
        next_client_today=next_client_today(appointment, now=now),
    )


def after_for_client(appointment: Appointment, *, source: LinkSource, now: datetime) -> AfterForClient:
    """The next appointment that is booked.

    A browser whose grant was not sent to the client is told of none: whoever books in another's name
    would learn of hers.
    """
    if source is LinkSource.COPY:
        return AfterForClient(None, tells_next=False)
    return AfterForClient(next_for_same_client(appointment, now=now), tells_next=True)


def find_follow_up(appointment: Appointment, *, now: datetime) -> FollowUp | None:
    """When the next one could be, as far ahead as the service is booked; None where nothing is free.

    One query, however many weeks it takes.
    """
    first = max(now, appointment.ends_at)
    last = now + timedelta(days=appointment.service.horizon_days, minutes=1)
    if last <= first:
        return None
    service, specialist = appointment.service, appointment.specialist
    # The same row, which would be asked for once more.
    service.specialist = specialist
    slots = availability_between(service, Interval(first, last), now=now).slots
    return suggest_follow_up(appointment.starts_at, slots, ZoneInfo(specialist.zone), now=now)
