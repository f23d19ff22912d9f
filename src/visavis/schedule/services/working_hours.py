"""Change when a specialist works. Nothing here cancels an appointment: pages show which stand outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from visavis.audit.log import log_action
from visavis.lib.intervals import Interval
from visavis.people.actors import Actor
from visavis.people.models import Specialist
from visavis.schedule.hours import Window
from visavis.schedule.models import HoursOverride, TimeOff, WeeklyHours


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """One line of the weekly hours; a line that is switched off is kept for later."""

    window: Window
    active: bool = True


@transaction.atomic(durable=True)
def set_week(*, specialist_id: int, windows: Sequence[WeeklyWindow], by: Actor, now: datetime) -> None:
    """Replace the weekly hours."""
    specialist = _locked(specialist_id)
    specialist.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(
            specialist=specialist,
            weekday=line.window.weekday,
            opens_min=line.window.opens,
            closes_min=line.window.closes,
            active=line.active,
        )
        for line in windows
    )
    _note("WeeklyHoursChanged", specialist, by=by, now=now)


@transaction.atomic(durable=True)
def set_place(*, specialist_id: int, zone: str, country: str, by: Actor, now: datetime) -> None:
    """Where the specialist works: the zone of their wall clock, and whose public holidays they keep.

    No appointment moves: each keeps the instant it was booked for.
    """
    specialist = _locked(specialist_id)
    specialist.zone, specialist.country = zone, country
    specialist.save(update_fields=["zone", "country"])
    _note("PlaceOfWorkChanged", specialist, by=by, now=now, zone=zone, country=country)


@transaction.atomic(durable=True)
def open_date(*, specialist_id: int, day: date, opens: int, closes: int, by: Actor, now: datetime) -> None:
    """Give one local date hours of its own, in minutes of that day; a second call adds a second window."""
    specialist = _locked(specialist_id)
    specialist.overrides.filter(date=day, opens_min=None).delete()
    HoursOverride.objects.create(specialist=specialist, date=day, opens_min=opens, closes_min=closes)
    _note("DateOpened", specialist, by=by, now=now, date=day.isoformat())


@transaction.atomic(durable=True)
def close_date(*, specialist_id: int, day: date, by: Actor, now: datetime) -> None:
    """Close one local date."""
    specialist = _locked(specialist_id)
    specialist.overrides.filter(date=day).delete()
    HoursOverride.objects.create(specialist=specialist, date=day)
    _note("DateClosed", specialist, by=by, now=now, date=day.isoformat())


@transaction.atomic(durable=True)
def forget_date(*, specialist_id: int, day: date, by: Actor, now: datetime) -> None:
    """Let the weekly hours hold again on a date; harmless when they do."""
    specialist = _locked(specialist_id)
    specialist.overrides.filter(date=day).delete()
    _note("DateForgotten", specialist, by=by, now=now, date=day.isoformat())


@transaction.atomic(durable=True)
def block_time(*, specialist_id: int, span: Interval, reason: str, by: Actor, now: datetime) -> TimeOff:
    """Block `span` (UTC) for new bookings. Appointments in it stay."""
    specialist = _locked(specialist_id)
    off = TimeOff.objects.create(specialist=specialist, starts_at=span.start, ends_at=span.end, reason=reason)
    _note("TimeBlocked", specialist, by=by, now=now, start=str(span.start), end=str(span.end))
    return off


@transaction.atomic(durable=True)
def unblock_time(*, specialist_id: int, span: Interval, by: Actor, now: datetime) -> None:
    """Take back the time off that lasts exactly `span`; harmless when there is none."""
    specialist = _locked(specialist_id)
    specialist.time_off.filter(starts_at=span.start, ends_at=span.end).delete()
    _note("TimeUnblocked", specialist, by=by, now=now, start=str(span.start), end=str(span.end))


def _locked(specialist_id: int) -> Specialist:
    """Locked: a booking at the same moment waits, and then sees the new hours."""
    return Specialist.objects.select_for_update(no_key=True).get(pk=specialist_id)


def _note(action: str, specialist: Specialist, *, by: Actor, now: datetime, **detail: str) -> None:
    log_action(action, by=by, at=now, subject_kind="specialist", subject=specialist.public_id, **detail)
