"""Today, and any other day: the agenda."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.booking.access import appointments_for_staff
from visavis.desk.access import specialist_for, specialists_for
from visavis.desk.agenda import agenda_of, requests_of
from visavis.desk.reading import day_asked, id_asked
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff


@for_staff()
@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """One specialist's day, with the requests that wait for an answer on top."""
    now = clock.now()
    specialist = specialist_for(request.user, id_asked(request, "specialist"))
    if specialist is None:
        return render(request, "desk/nobody.html")
    day = day_asked(request, ZoneInfo(specialist.zone), now=now)
    appointments = appointments_for_staff(request.user)
    context = {
        "specialist": specialist,
        "specialists": specialists_for(request.user),
        "agenda": agenda_of(appointments, specialist, day, now=now),
        "requests": requests_of(appointments),
        "is_today": day == now.astimezone(ZoneInfo(specialist.zone)).date(),
        "day_before": day - timedelta(days=1),
        "day_after": day + timedelta(days=1),
        "now": now,
    }
    return render(request, "desk/today.html", context)
