"""A service's calendar of free times, and the hold of the time that was chosen.

The pages that anybody sees are compressed here, for phones; they hold no secret that a guess could be
compared with, since the form's token is masked anew on every page. Personal pages are left as they are.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from visavis.booking.availability import nearest_slots
from visavis.booking.cookies import browser_id, hold_owner, set_browser_cookie, set_grant_cookie
from visavis.booking.errors import BookingRefused, TooManyHolds
from visavis.booking.models import Appointment
from visavis.booking.month_view import CalendarQuery, month_view
from visavis.booking.queries import holds_of, service_with_photo
from visavis.booking.services import hold_slot
from visavis.booking.views.booking_form import form_page, typed
from visavis.lib import clock
from visavis.people.access import for_everyone
from visavis.people.photos import photo_url
from visavis.people.zones import zone_names
from visavis.practice.models import Practice
from visavis.schedule.models import Service


@for_everyone
@require_safe
@gzip_page
def service(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The calendar of a service: a month, and the free times of one day."""
    found = service_with_photo(public_id)
    return render(request, "booking/service.html", _context(found, request.GET, now=clock.now()))


@for_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hold the chosen slot and go to its form; where that is refused, offer the nearest slots."""
    if request.method != "POST":
        # Somebody who was refused here reloads, or chooses another language.
        return redirect("booking:service", public_id)
    now, browser = clock.now(), browser_id(request)
    start = instant(request.POST.get("start", ""))
    try:
        held = _held(request, public_id, start, browser, now=now)
    except Service.DoesNotExist:
        raise Http404 from None
    except BookingRefused as refusal:
        return _refused(request, service_with_photo(public_id), start, refusal, now=now)
    # What was typed while an earlier hold ran out is not lost: it fills the form again.
    carried = typed(request)
    response = form_page(request, held, carried) if carried else redirect("booking:book", held.public_id)
    set_grant_cookie(response, held)
    set_browser_cookie(response, browser)
    return response


def instant(text: str) -> datetime | None:
    """Parse an instant as our forms send it, ISO 8601 with an offset, to UTC; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo and 2000 <= found.year < 3000 else None
    except (ValueError, OverflowError):
        return None


def around(start: datetime | None, sent: Mapping[str, str]) -> dict[str, str]:
    """The query parameters that show the day of `start`, in the zone that was sent."""
    zone = sent.get("zone", "")
    if start is None or zone not in zone_names():
        return {"zone": zone}
    day = start.astimezone(ZoneInfo(zone)).date()
    return {"zone": zone, "month": f"{day:%Y-%m}", "day": day.isoformat()}


def _held(
    request: HttpRequest, public_id: UUID, start: datetime | None, browser: str, *, now: datetime
) -> Appointment:
    if start is None:
        raise BookingRefused(_("This is not one of the times we offer. Choose one of those below."))
    zone, practice = request.POST.get("zone", ""), Practice.current()
    return hold_slot(
        service=public_id,
        start=start,
        owner=hold_owner(request, browser),
        keep=timedelta(minutes=practice.hold_min),
        confirm_first=practice.confirm_contact,
        needs_proof=practice.proof_of_work,
        now=now,
        zone=zone if zone in zone_names() else "",
    )


def _refused(
    request: HttpRequest, found: Service, start: datetime | None, refusal: BookingRefused, *, now: datetime
) -> HttpResponse:
    nearest = nearest_slots(found, start, now=now) if start else []
    context = _context(found, around(start, request.POST), now=now) | {
        "refusal": refusal.human,
        "nearest": nearest,
        "keeping": _keeping(request, now=now) if isinstance(refusal, TooManyHolds) else [],
        "typed": typed(request),
    }
    return render(request, "booking/service.html", context, status=refusal.status)


def _keeping(request: HttpRequest, *, now: datetime) -> list[Appointment]:
    return holds_of(hold_owner(request, browser_id(request)), now=now)


def _context(found: Service, query: Mapping[str, str], *, now: datetime) -> dict[str, Any]:
    wanted = CalendarQuery.read(query, found.specialist.zone)
    address = reverse("booking:service", args=[found.public_id])
    return {
        "service": found,
        "specialist": found.specialist,
        "photo": photo_url(found.specialist),
        "calendar": month_view(found, wanted, address=address, now=now),
        "chooses": reverse("booking:hold", args=[found.public_id]),
    }
