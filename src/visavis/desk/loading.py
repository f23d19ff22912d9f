"""Read what grids are drawn from: four queries, however many days and specialists."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from visavis.booking.lifecycle import BLOCKING, State
from visavis.booking.models import Appointment
from visavis.desk.grid import Plan
from visavis.lib.intervals import Interval, clip
from visavis.people.models import Specialist
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.overview import schedules

WEEKEND = (5, 6)
_BLOCKING = [state.value for state in BLOCKING]


def plans_of(
    appointments: QuerySet[Appointment],
    specialists: Sequence[Specialist],
    days: Sequence[date],
    zone: ZoneInfo,
    *,
    now: datetime,
) -> list[Plan]:
    """One plan for each specialist and each of the local dates, which follow one another.

    `appointments` are those that the reader may see.
    """
    span = Interval(local_day_bounds(days[0], zone).start, local_day_bounds(days[-1], zone).end)
    known = schedules(specialists, span, language=get_language() or "en")
    rows = _taking_time(appointments, span, now=now).filter(specialist__in=[one.pk for one in specialists])
    of: dict[int, list[Appointment]] = {one.pk: [] for one in specialists}
    for row in rows:
        of[row.specialist_id].append(row)
    return [Plan(day, known[one.pk], of[one.pk]) for one in specialists for day in days]


def week_around(day: date) -> list[date]:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def without_idle_weekend(plans: Sequence[Plan], zone: ZoneInfo, *, keep: date) -> list[Plan]:
    """Leave out a Saturday and a Sunday on which nobody works or comes, unless it is `keep`."""
    return [
        plan for plan in plans if plan.day.weekday() not in WEEKEND or plan.day == keep or _busy(plan, zone)
    ]


def _busy(plan: Plan, zone: ZoneInfo) -> bool:
    bounds = local_day_bounds(plan.day, zone)
    booked = [one.slot for one in plan.appointments]
    return bool(clip([*plan.schedule.working, *booked], bounds))


def _taking_time(
    appointments: QuerySet[Appointment], span: Interval, *, now: datetime
) -> QuerySet[Appointment]:
    """Those that keep time within `span`; a hold that has run out keeps none."""
    return appointments.filter(
        ~Q(state=State.HELD.value, held_until__lte=now),
        state__in=_BLOCKING,
        busy__overlap=(span.start, span.end),
    ).order_by("starts_at", "id")
