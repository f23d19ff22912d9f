"""What both people see after a consultation; `history/_after_….html` show it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from visavis.booking.availability import availability_between
from visavis.booking.models import Appointment
from visavis.history.follow_up import FollowUp, suggest_follow_up
from visavis.history.queries import next_client_today, next_for_same_client, next_with_same_specialist
from visavis.lib.intervals import Interval


def after_for_specialist(appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    """When the next session could be, and who comes next today."""
    return {
        "follow_up": find_follow_up(appointment, now=now),
        "agreed_next": next_with_same_specialist(appointment, now=now),
        "next_client": next_client_today(appointment, now=now),
    }


def after_for_client(appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    """What is agreed next."""
    return {"agreed_next": next_for_same_client(appointment, now=now)}


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
