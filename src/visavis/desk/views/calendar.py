"""The calendar: a week of one specialist, a day of one or of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.booking.access import appointments_for_staff
from visavis.desk.access import pick_specialist, specialists_for
from visavis.desk.grid import ColumnData, Grid, build_grid
from visavis.desk.grid_rows import load_columns, week_around, without_idle_weekend
from visavis.desk.query_params import day_param, id_param
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import Specialist, User


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The grid around a date, and the dates to go to from it."""

    grid: Grid
    zone: ZoneInfo
    day: date
    days: Sequence[date]
    """Monday to Sunday of the date's week."""
    before: date
    after: date


@for_staff()
@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """`?view=week` (the default) or `day`, `?day=`, `?specialist=`."""
    now, wanted = clock.now(), id_param(request, "specialist")
    seen = list(specialists_for(request.user))
    if (specialist := pick_specialist(seen, request.user, wanted)) is None:
        return render(request, "desk/no_specialist.html")
    zone = ZoneInfo(specialist.zone)
    day = day_param(request, zone, now=now)
    daily = request.GET.get("view") == "day"
    everyone = daily and wanted is None and len(seen) > 1
    if daily:
        shown = [one for one in seen if one.active] if everyone else [specialist]
        rows = appointments_for_staff(request.user)
        view = day_view(load_columns(rows, shown, [day], zone, now=now), day, zone, now=now)
    else:
        view = week_view(request.user, specialist, day, now=now)
    context = {
        "calendar": view,
        "specialist": specialist,
        "specialists": seen,
        "everyone": everyone,
        "daily": daily,
        "now": now,
    }
    return render(request, "desk/calendar.html", context)


def day_view(columns: Sequence[ColumnData], day: date, zone: ZoneInfo, *, now: datetime) -> CalendarView:
    """One date of several specialists side by side, in the local time of `zone`."""
    grid = build_grid(columns, zone, now=now)
    one_day = timedelta(days=1)
    return CalendarView(grid, zone, day, week_around(day), before=day - one_day, after=day + one_day)


def week_view(user: User, specialist: Specialist, day: date, *, now: datetime) -> CalendarView:
    """The week around a date of one specialist."""
    zone, days = ZoneInfo(specialist.zone), week_around(day)
    columns_data = load_columns(appointments_for_staff(user), [specialist], days, zone, now=now)
    grid = build_grid(without_idle_weekend(columns_data, zone, keep=day), zone, now=now)
    week = timedelta(days=7)
    return CalendarView(grid, zone, day, days, before=day - week, after=day + week)
