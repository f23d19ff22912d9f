"""What comes after a consultation, for both people; `history/_after_….html` draw it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from visavis.booking.models import Appointment
from visavis.history.follow_up import same_time_next_week
from visavis.history.queries import next_for_same_client, next_of_both, next_of_the_day


def after_for_specialist(appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    """When the next session could be, and who comes next today."""
    zone = ZoneInfo(appointment.specialist.zone)
    return {
        "follow_up": same_time_next_week(appointment.starts_at, zone, now=now),
        "agreed_next": next_of_both(appointment, now=now),
        "next_client": next_of_the_day(appointment, now=now),
    }


def after_for_client(appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    """What is agreed next."""
    return {"agreed_next": next_for_same_client(appointment, now=now)}
