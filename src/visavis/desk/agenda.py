"""A day as a list: appointments, requests, and the next client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from visavis.booking.lifecycle import NOT_BLOCKING, OPEN, WITHOUT_CLIENT, State
from visavis.booking.models import Appointment
from visavis.desk.labels import Tag, state_tag
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.web.zones import same_zone


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One appointment as a line of a list."""

    appointment: Appointment
    tag: Tag
    client_zone: ZoneInfo | None
    """The client's zone, where it is another than the specialist's."""

    @property
    def is_held(self) -> bool:
        """Whether it is held while somebody fills in the form: it has no client yet."""
        return self.appointment.lifecycle is State.HELD

    @property
    def is_running(self) -> bool:
        """Whether the consultation is going on."""
        return self.appointment.lifecycle is State.IN_PROGRESS

    @property
    def is_scheduled(self) -> bool:
        """Whether it is scheduled: the usual state, left out where there is little room."""
        return self.appointment.lifecycle is State.SCHEDULED


@dataclass(frozen=True, slots=True)
class Agenda:
    """A local date of one specialist."""

    day: date
    zone: ZoneInfo
    rows: Sequence[AgendaRow]
    cancelled: Sequence[AgendaRow]
    """Cancelled or declined."""
    next: AgendaRow | None
    """The next appointment, only if the date is today."""


def agenda_row(appointment: Appointment) -> AgendaRow:
    """The row of an appointment."""
    zone = appointment.client_tz
    differs = not same_zone(zone, appointment.specialist.zone)
    return AgendaRow(appointment, state_tag(appointment), zone if differs else None)


def build_agenda(
    appointments: QuerySet[Appointment], specialist: Specialist, day: date, *, now: datetime
) -> Agenda:
    """The agenda of a local date, in one query over `appointments`, those that the user may see."""
    zone = ZoneInfo(specialist.zone)
    begins, ends = local_day_bounds(day, zone)
    rows = [
        agenda_row(appointment)
        for appointment in appointments.filter(
            specialist=specialist, starts_at__lt=ends, ends_at__gt=begins
        ).exclude(state__in=[state.value for state in WITHOUT_CLIENT]).order_by("starts_at", "id")
    ]  # fmt: skip
    active = [row for row in rows if row.appointment.lifecycle not in NOT_BLOCKING]
    upcoming = (row for row in active if row.appointment.lifecycle in OPEN and row.appointment.ends_at > now)
    return Agenda(
        day=day,
        zone=zone,
        rows=active,
        cancelled=[row for row in rows if row.appointment.lifecycle in NOT_BLOCKING],
        next=next(upcoming, None) if day == now.astimezone(zone).date() else None,
    )


def list_requests(appointments: QuerySet[Appointment]) -> list[AgendaRow]:
    """Requests without an answer, the soonest first."""
    waiting = appointments.filter(state=State.REQUESTED.value).order_by("starts_at", "id")
    return [agenda_row(appointment) for appointment in waiting]
