"""Appointments that moved on the wall by a new zone law, as staff read them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from visavis.booking.models import Appointment
from visavis.web.times import short_day
from visavis.web.zones import city


@dataclass(frozen=True, slots=True)
class WallTimeRow:
    """One of them: what its clocks were to show at its start, and what they show now."""

    appointment: Appointment
    booked: str
    shows: str
    back_to: str
    """The agreed time, with its day where that is another one."""
    acknowledged: str
    """What a button sends, so that it answers what was read."""
    place: str
    """Whose clocks: the city of its zone."""


def wall_time_row(appointment: Appointment) -> WallTimeRow:
    """The row of an appointment, in the language that is active."""
    booked = datetime.fromisoformat(appointment.booked_local_time)
    shows = datetime.fromisoformat(appointment.wall_time)
    same_day = booked.date() == shows.date()
    return WallTimeRow(
        appointment=appointment,
        booked=_in_words(booked),
        shows=_in_words(shows),
        back_to=f"{booked:%H:%M}" if same_day else _in_words(booked),
        acknowledged=appointment.wall_time,
        place=city(appointment.booked_zone, get_language()) or appointment.booked_zone,
    )


def _in_words(local: datetime) -> str:
    return f"{short_day(local.date(), get_language())}, {local:%H:%M}"
