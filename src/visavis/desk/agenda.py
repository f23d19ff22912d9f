"""A day as a list: who comes when, who asks for a time, who is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from visavis.booking.lifecycle import GONE, OPEN, State
from visavis.booking.models import Appointment
from visavis.desk.wording import Tag, tag_of
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.web.zones import same_zone


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment as a line of a list."""

    appointment: Appointment
    tag: Tag
    client_zone: ZoneInfo | None
    """The client's zone, where it is another than the specialist's."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """A local date of one specialist."""

    day: date
    zone: ZoneInfo
    rows: Sequence[Row]
    gone: Sequence[Row]
    """What was cancelled or declined."""
    following: Row | None
    """The next one who comes, on the present date only."""


def row_of(appointment: Appointment) -> Row:
    """An appointment as a line."""
    zone = appointment.client_tz
    differs = not same_zone(zone, appointment.specialist.zone)
    return Row(appointment, tag_of(appointment), zone if differs else None)


def agenda_of(
    appointments: QuerySet[Appointment], specialist: Specialist, day: date, *, now: datetime
) -> Agenda:
    """The agenda of a local date, in one query over `appointments`, the ones the reader may see."""
    zone = ZoneInfo(specialist.zone)
    begins, ends = local_day_bounds(day, zone)
    rows = [
        row_of(appointment)
        for appointment in appointments.filter(
            specialist=specialist, starts_at__lt=ends, ends_at__gt=begins
        ).exclude(state__in=[State.HELD.value, State.EXPIRED.value]).order_by("starts_at", "id")
    ]  # fmt: skip
    stand = [row for row in rows if row.appointment.lifecycle not in GONE]
    coming = (row for row in stand if row.appointment.lifecycle in OPEN and row.appointment.ends_at > now)
    return Agenda(
        day=day,
        zone=zone,
        rows=stand,
        gone=[row for row in rows if row.appointment.lifecycle in GONE],
        following=next(coming, None) if day == now.astimezone(zone).date() else None,
    )


def requests_of(appointments: QuerySet[Appointment]) -> list[Row]:
    """The requests that wait for an answer, the soonest first."""
    waiting = appointments.filter(state=State.REQUESTED.value).order_by("starts_at", "id")
    return [row_of(appointment) for appointment in waiting]
