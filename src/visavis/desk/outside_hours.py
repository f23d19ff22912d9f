"""Appointments outside the specialist's present working hours. None is cancelled automatically."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from visavis.booking.lifecycle import CHANGEABLE
from visavis.booking.models import Appointment
from visavis.lib.intervals import Interval, merge, subtract
from visavis.people.models import Specialist
from visavis.schedule.overview import Schedule, schedules

LOOK_AHEAD = timedelta(days=180)
_COMING = [state.value for state in CHANGEABLE]


def upcoming_outside_hours(
    appointments: QuerySet[Appointment], specialist: Specialist, *, now: datetime
) -> list[Appointment]:
    """The appointments of the next half year that lie outside working hours or in time off."""
    span = Interval(now, now + LOOK_AHEAD)
    coming = appointments.filter(
        specialist=specialist, state__in=_COMING, starts_at__range=span
    ).order_by("starts_at", "id")  # fmt: skip
    return outside_hours(coming, schedules([specialist], span)[specialist.pk])


def outside_hours(appointments: Iterable[Appointment], schedule: Schedule) -> list[Appointment]:
    """Those of `appointments` that working hours minus time off do not cover."""
    off = [Interval(row.starts_at, row.ends_at) for row in schedule.time_off]
    open_time = merge(subtract(schedule.working, off))
    return [one for one in appointments if not any(piece.covers(one.slot) for piece in open_time)]
