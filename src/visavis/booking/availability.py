"""Which slots are offered: pages, holds, bookings and moves all ask here.

Everything here asks the same slot engine with the same timetable, so a slot that was shown can
only be refused because the world has changed, never because a different rule was asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from visavis.booking.errors import ServiceNotBookable, SlotNotOffered, SlotTaken
from visavis.booking.lifecycle import BLOCKING
from visavis.booking.models import Appointment
from visavis.booking.models.appointments import LONGEST
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.models import Service
from visavis.schedule.queries import SCHEDULE_ROWS, Row, Timetable, schedule_span, timetable
from visavis.slots.engine import NoneReason, Refusal, SlotRules, bookable_slots, nearest, refusal, why_none

_BLOCKING = [state.value for state in BLOCKING]
# The appointments that keep time within the span, a hold that has run out being none: `busy_within` by hand.
_BUSY_ROWS = """
SELECT 3, NULL, NULL, NULL, NULL, lower(busy), upper(busy)
FROM booking_appointment
WHERE specialist_id = %(specialist)s
    AND starts_at > %(start)s - %(longest)s AND starts_at < %(end)s + %(longest)s
    AND busy && tstzrange(%(start)s, %(end)s)
    AND state = ANY(%(blocking)s)
    AND NOT (state = 'held' AND held_until <= %(now)s)
    AND id IS DISTINCT FROM %(without)s
"""
_TIMETABLE_ROWS = f"{SCHEDULE_ROWS} UNION ALL {_BUSY_ROWS}"
_EACH_ASKED = {name: f"asked.{name}" for name in ("specialist", "first_date", "last_date")}
_TIMETABLE_ROWS_OF_MANY = (
    """
SELECT asked.specialist, found.*
FROM unnest(%(specialists)s::bigint[], %(first_dates)s::date[], %(last_dates)s::date[])
    AS asked (specialist, first_date, last_date)
CROSS JOIN LATERAL ("""
    + reduce(lambda text, one: text.replace(f"%({one[0]})s", one[1]), _EACH_ASKED.items(), _TIMETABLE_ROWS)
    + ") AS found"
)
SEARCH_STEP = timedelta(days=14)
NEAREST = 6


def rules_of(service: Service) -> SlotRules:
    """The rules of a service as the slot engine takes them."""
    return SlotRules(
        duration=service.duration,
        step=timedelta(minutes=service.step_min or service.duration_min),
        buffer_before=timedelta(minutes=service.buffer_before_min),
        buffer_after=timedelta(minutes=service.buffer_after_min),
        notice=timedelta(minutes=service.notice_min),
        horizon=timedelta(days=service.horizon_days),
    )


def timetable_of(
    specialist: Specialist, span: Interval, *, now: datetime, without: int | None = None
) -> Timetable:
    """The specialist's timetable for `span`, in one query. `without` is an appointment to leave out."""
    return timetable(specialist, span, timetable_rows(specialist, span, now=now, without=without))


def timetable_rows(
    specialist: Specialist, span: Interval, *, now: datetime, without: int | None = None
) -> list[Row]:
    """What `timetable_of` is made from: rows of all kinds, in one query."""
    asked = schedule_span(specialist, span) | {"now": now, "without": without, "longest": LONGEST}
    with connection.cursor() as cursor:
        cursor.execute(_TIMETABLE_ROWS, asked | {"blocking": _BLOCKING})
        rows: list[Row] = cursor.fetchall()
    return rows


def timetables_of(
    specialists: Sequence[Specialist], span: Interval, *, now: datetime
) -> dict[int, Timetable]:
    """`timetable_of` for several specialists at once, by primary key: one query however many they are."""
    spans = [schedule_span(one, span) for one in specialists]
    asked: dict[str, Any] = {
        "specialists": [one.pk for one in specialists],
        "first_dates": [one["first_date"] for one in spans],
        "last_dates": [one["last_date"] for one in spans],
        "start": span.start, "end": span.end, "now": now, "without": None,
        "longest": LONGEST, "blocking": _BLOCKING,
    }  # fmt: skip
    rows: dict[int, list[Row]] = {one.pk: [] for one in specialists}
    with connection.cursor() as cursor:
        cursor.execute(_TIMETABLE_ROWS_OF_MANY, asked)
        for key, *row in cursor.fetchall():
            rows[key].append(tuple(row))
    return {one.pk: timetable(one, span, rows[one.pk]) for one in specialists}


@dataclass(frozen=True)
class Availability:
    """The slots of a span, and where there are none, why."""

    slots: list[Interval]
    timetable: Timetable
    why_none: NoneReason | None


def availability_between(
    service: Service, span: Interval, *, now: datetime, without: int | None = None
) -> Availability:
    """All slots of `service` that start within `span`. One query."""
    rules = rules_of(service)
    table = timetable_of(service.specialist, with_margin(span, rules), now=now, without=without)
    if not (service.active and service.specialist.active):
        return Availability([], table, NoneReason.NO_HOURS)
    slots = list(bookable_slots(table.working, table.taken, rules, now=now, within=span))
    if slots:
        return Availability(slots, table, None)
    reason = why_none(
        table.working,
        table.taken,
        rules,
        now=now,
        closed=bool(table.closed),
        time_off=table.time_off,
        within=span,
    )
    return Availability([], table, reason)


def availability_on_dates(
    service: Service, first: date, last: date, zone: ZoneInfo, *, now: datetime, without: int | None = None
) -> Availability:
    """All slots that start on the local dates `first` to `last` of the visitor's `zone`."""
    span = Interval(local_day_bounds(first, zone).start, local_day_bounds(last, zone).end)
    return availability_between(service, span, now=now, without=without)


def nearest_slots(
    service: Service, wanted: datetime, *, now: datetime, count: int = NEAREST, without: int | None = None
) -> list[Interval]:
    """The free slots nearest to `wanted`, in order of time; wider and wider until some are found."""
    farthest = now + timedelta(days=service.horizon_days)
    # Anybody may send any year, and nothing is offered beyond the horizon: not a thousand years are searched.
    wanted = min(max(wanted, now), farthest)
    reach = SEARCH_STEP
    while True:
        span = Interval(max(now, wanted - reach), wanted + reach)
        found = availability_between(service, span, now=now, without=without).slots
        if len(found) >= count or (span.end >= farthest and wanted - reach <= now):
            return nearest(found, wanted, count)
        reach *= 2


def next_slot(service: Service, *, now: datetime) -> Interval | None:
    """The first free slot from now on, or None within the whole horizon."""
    start = now
    end = now + timedelta(days=service.horizon_days + 1)
    while start < end:
        span = Interval(start, min(start + SEARCH_STEP, end))
        if found := availability_between(service, span, now=now).slots:
            return found[0]
        start = span.end
    return None


def refusal_of(
    service: Service, slot: Interval, *, now: datetime, without: int | None = None
) -> Refusal | None:
    """Why the engine does not offer `slot`, or None where it does."""
    rules = rules_of(service)
    table = timetable_of(service.specialist, with_margin(slot, rules), now=now, without=without)
    return refusal(slot, table.working, table.taken, rules, now=now)


def require_offered(service: Service, slot: Interval, *, now: datetime, without: int | None = None) -> None:
    """Refuse a slot that the engine does not offer now. The specialist must be locked.

    Raises `ServiceNotBookable`, `SlotTaken`, `SlotNotOffered`.
    """
    if not (service.active and service.specialist.active):
        raise ServiceNotBookable
    _raise(refusal_of(service, slot, now=now, without=without))


def require_still_free(appointment: Appointment, *, now: datetime) -> None:
    """Refuse to go on with a held or requested slot that working hours or others have taken.

    Its own time is not busy, and notice, horizon, grid and length are those of the moment it was
    held: a slow form or a slow approval never loses a slot by itself. The specialist must be locked.
    Raises `SlotTaken`, `SlotNotOffered`.
    """
    rules = frozen_rules(appointment)
    table = timetable_of(
        appointment.specialist, with_margin(appointment.slot, rules), now=now, without=appointment.pk
    )
    _raise(refusal(appointment.slot, table.working, table.taken, rules, now=appointment.created_at))


def frozen_rules(appointment: Appointment) -> SlotRules:
    """The rules that an appointment already made is judged by: its own length and buffers only."""
    return SlotRules(
        duration=appointment.ends_at - appointment.starts_at,
        step=timedelta(minutes=1),
        buffer_before=appointment.buffer_before,
        buffer_after=appointment.buffer_after,
        notice=timedelta(0),
        horizon=timedelta(days=3650),
    )


def _raise(reason: Refusal | None) -> None:
    if reason is Refusal.TAKEN:
        raise SlotTaken
    if reason is not None:
        raise SlotNotOffered(reason)


def with_margin(span: Interval, rules: SlotRules) -> Interval:
    """`span` and everything around it that can matter to a slot which starts in it."""
    margin = max(rules.buffer_before, rules.buffer_after)
    return Interval(span.start - margin, span.end + rules.duration + margin)
