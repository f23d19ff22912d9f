"""A day as a list: appointments, requests, and the next client."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from visavis.booking.lifecycle import NOT_BLOCKING, OPEN, WITHOUT_CLIENT, State
from visavis.booking.models import Appointment
from visavis.booking.models.appointments import LONGEST
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
    def name(self) -> str:
        """The client's name; empty for a hold that nobody has booked, whatever was typed for it."""
        return self.appointment.client_name if self.appointment.client_id else ""

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
) -> tuple[Agenda, list[AgendaRow]]:
    """The agenda of a local date, and the requests without an answer, the soonest first.

    One query over `appointments`, those that the user may see.
    """
    zone = ZoneInfo(specialist.zone)
    begins, ends = local_day_bounds(day, zone)
    # The index knows when they start.
    of_day = Q(starts_at__lt=ends, starts_at__gt=begins - LONGEST, ends_at__gt=begins)
    found = appointments.filter(of_day | Q(state=State.REQUESTED.value), specialist=specialist)
    found = found.exclude(state__in=[state.value for state in WITHOUT_CLIENT])
    every = list(found.order_by("starts_at", "id"))
    rows = [agenda_row(one) for one in every if one.starts_at < ends and one.ends_at > begins]
    active = [row for row in rows if row.appointment.lifecycle not in NOT_BLOCKING]
    upcoming = (row for row in active if row.appointment.lifecycle in OPEN and row.appointment.ends_at > now)
    agenda = Agenda(
        day=day,
        zone=zone,
        rows=active,
        cancelled=[row for row in rows if row.appointment.lifecycle in NOT_BLOCKING],
        next=next(upcoming, None) if day == now.astimezone(zone).date() else None,
    )
    return agenda, request_rows(every)


def request_rows(appointments: Sequence[Appointment]) -> list[AgendaRow]:
    """The rows of those that wait for an answer."""
    return [agenda_row(one) for one in appointments if one.lifecycle is State.REQUESTED]
