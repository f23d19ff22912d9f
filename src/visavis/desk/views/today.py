"""Today, and any other day: one specialist's agenda, or all of them side by side."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.booking.access import appointments_for_staff, with_moved_on_the_wall
from visavis.desk.access import pick_specialist, specialists_for
from visavis.desk.agenda import build_agenda, request_rows
from visavis.desk.grid_rows import load_day
from visavis.desk.query_params import day_param, id_param
from visavis.desk.views.calendar import day_view
from visavis.lib import clock
from visavis.messages.staff.delivery_problems import find_delivery_problems
from visavis.people.access import StaffRequest, for_staff
from visavis.people.models import Specialist
from visavis.waiting.access import may_announce_delay
from visavis.waiting.queries import specialist_delay


@for_staff()
@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """The day, with the requests that wait for an answer on top."""
    now, wanted = clock.now(), id_param(request, "specialist")
    seen = list(with_moved_on_the_wall(specialists_for(request.user), request.user, now=now))
    if not seen:
        return render(request, "desk/no_specialist.html")
    working = [one for one in seen if one.active]
    if wanted is None and len(working) > 1:
        return _side_by_side(request, working, seen, now=now)
    specialist = pick_specialist(seen, request.user, wanted)
    assert specialist is not None  # noqa: S101  `seen` is not empty
    return _agenda(request, specialist, seen, now=now)


def _agenda(
    request: StaffRequest, specialist: Specialist, seen: list[Specialist], *, now: datetime
) -> HttpResponse:
    zone = ZoneInfo(specialist.zone)
    day = day_param(request, zone, now=now)
    appointments = appointments_for_staff(request.user)
    agenda, requests = build_agenda(appointments, specialist, day, now=now)
    context = {
        "specialist": specialist,
        "specialists": seen,
        "agenda": agenda,
        "requests": requests,
        "delivery_problems": find_delivery_problems(appointments.filter(specialist=specialist), now=now),
        "moved_on_the_wall": _count_moved(seen),
        "is_today": day == now.astimezone(zone).date(),
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "now": now,
        "may_run_late": may_announce_delay(request.user, specialist),
        "running_late": specialist_delay(specialist, now=now),
    }
    return render(request, "desk/today.html", context)


def _side_by_side(
    request: StaffRequest, working: list[Specialist], seen: list[Specialist], *, now: datetime
) -> HttpResponse:
    """In the user's own zone, or else in the first specialist's."""
    own = next((one for one in working if one.user_id == request.user.pk), working[0])
    zone = ZoneInfo(own.zone)
    day = day_param(request, zone, now=now)
    columns, requests = load_day(appointments_for_staff(request.user), working, day, zone, now=now)
    context = {
        "calendar": day_view(columns, day, zone, now=now),
        "zone": zone,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "specialists": seen,
        "requests": request_rows(requests),
        "delivery_problems": find_delivery_problems(appointments_for_staff(request.user), now=now),
        "moved_on_the_wall": _count_moved(seen),
        "is_today": day == now.astimezone(zone).date(),
        "everyone": True,
        "now": now,
    }
    return render(request, "desk/today_all.html", context)


def _count_moved(seen: Sequence[Any]) -> int:
    """How many appointments of theirs moved on the wall; each was read with its own number."""
    return sum(one.moved_on_the_wall for one in seen)
