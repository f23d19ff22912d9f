"""What the product is measured against: the same queries and writes, and nothing around them.

Mounted beside the product's own addresses in the same server, behind the same middleware, so that what
differs is what the product does with the answers.
"""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import path

from visavis.booking.availability import timetable_rows
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.queries import service_with_photo
from visavis.config.urls import urlpatterns as product
from visavis.lib import clock
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.practice.models import Practice
from visavis.schedule.hours import local_day_bounds


def month(request: HttpRequest, public_id: uuid.UUID) -> JsonResponse:
    """The rows that a month of slots is made from, by the same three queries."""
    service, now = service_with_photo(public_id), clock.now()
    practice = Practice.current()
    zone = ZoneInfo(service.specialist.zone)
    last = (now + timedelta(days=service.horizon_days)).astimezone(zone).date()
    span = Interval(now, local_day_bounds(last, zone).end)
    rows = timetable_rows(service.specialist, span, now=now)
    return JsonResponse({"practice": practice.name, "service": service.name, "rows": rows})


def token(request: HttpRequest) -> HttpResponse:
    """A CSRF token, for `book` is a form like any other."""
    return HttpResponse(get_token(request))


def book(request: HttpRequest, service_id: int) -> HttpResponse:
    """Lock, check, insert: an appointment and nothing else, in one transaction."""
    start = datetime.fromisoformat(request.POST["start"])
    end = start + timedelta(minutes=30)
    with transaction.atomic():
        specialist = Specialist.objects.select_for_update(no_key=True).get(services=service_id)
        near = Appointment.objects.filter(
            Appointment.busy_within(Interval(start, end)), specialist=specialist
        )
        if near.exists():
            return HttpResponseBadRequest("taken")
        made = Appointment.objects.create(
            specialist=specialist,
            service_id=service_id,
            client_id=request.POST["client"],
            state=State.SCHEDULED.value,
            starts_at=start,
            ends_at=end,
            busy=(start, end),
            client_name=request.POST["name"],
            client_email=request.POST["email"],
            room_name=uuid.uuid4().hex,
            created_at=clock.now(),
        )
    return redirect(f"/a/{made.public_id}/")


urlpatterns = [
    *product,
    path("baseline/month/<uuid:public_id>/", month),
    path("baseline/token/", token),
    path("baseline/book/<int:service_id>/", book),
]
