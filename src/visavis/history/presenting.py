"""What comes after a consultation, for both people; `history/_after_….html` draw it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from visavis.booking.availability import availability_between
from visavis.booking.models import Appointment
from visavis.history.follow_up import FollowUp, follow_up
from visavis.history.queries import next_for_same_client, next_of_both, next_of_the_day
from visavis.lib.intervals import Interval


def after_for_specialist(appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    """When the next session could be, and who comes next today."""
    return {
        "follow_up": free_follow_up(appointment, now=now),
        "agreed_next": next_of_both(appointment, now=now),
        "next_client": next_of_the_day(appointment, now=now),
    }


def after_for_client(appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    """What is agreed next."""
    return {"agreed_next": next_for_same_client(appointment, now=now)}


def free_follow_up(appointment: Appointment, *, now: datetime) -> FollowUp | None:
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
    return follow_up(appointment.starts_at, slots, ZoneInfo(specialist.zone), now=now)
