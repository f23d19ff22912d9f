"""The booking form while a slot is held: book it, release it, or learn that the hold expired."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from visavis.booking.access import appointment_for_client, hold_for_client
from visavis.booking.availability import nearest_slots, refusal_of
from visavis.booking.cookies import set_grant_cookie
from visavis.booking.errors import BookingRefused, HoldExpired
from visavis.booking.forms import BookingForm
from visavis.booking.lifecycle import WITHOUT_CLIENT
from visavis.booking.models import Appointment
from visavis.booking.rate_limits import may_send_booking
from visavis.booking.services import book_held, release_hold
from visavis.booking.view_models import client_view
from visavis.lib import clock
from visavis.people.access import for_client
from visavis.people.known_devices import is_known
from visavis.people.links import grant_path
from visavis.people.photos import fetch_photo_url

CARRIED = tuple(name for name in BookingForm.base_fields if name != "zone")
"""The fields that are carried over to another time; the zone is sent in any case."""


@for_client
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form for a held slot; sending it books."""
    held, now = hold_for_client(request, public_id), clock.now()
    if held.lifecycle not in WITHOUT_CLIENT:
        return redirect(grant_path(public_id))
    if not held.is_kept(now):
        return hold_expired(request, public_id, HoldExpired(), now=now)
    if request.method != "POST":
        return form_page(request, appointment_for_client(request, public_id))
    form = BookingForm(request.POST, moment=held.starts_at)
    if not form.is_valid() or not may_send_booking(request, form, now=now):
        appointment = appointment_for_client(request, public_id)
        return _page(request, appointment, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    known = held.confirm_first and any(is_known(request, contact) for contact in form.contacts())
    try:
        booked = book_held(appointment_id=held.pk, details=form.details(), known=known, now=now)
    except BookingRefused as refusal:
        return hold_expired(request, public_id, refusal, now=now)
    response = redirect(grant_path(public_id))
    if booked.awaits_confirmation:
        # Another address makes the link to the one before void, and with it this browser's grant.
        set_grant_cookie(response, booked)
    else:
        messages.success(request, booked_words(booked))
    return response


@for_client
@require_POST
def release(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Release the held slot and return to its day."""
    appointment = appointment_for_client(request, public_id)
    release_hold(appointment_id=appointment.pk, now=clock.now())
    return redirect(_back_to_times(appointment))


def form_page(
    request: HttpRequest, appointment: Appointment, carried: dict[str, str] | None = None
) -> HttpResponse:
    """The form for `appointment`, with what was typed for an earlier one, if anything."""
    form = BookingForm.of(appointment, None)
    if not appointment.awaits_confirmation:
        form.initial["language"] = get_language()
    form.initial.update(carried or {})
    return _page(request, appointment, form)


def typed(request: HttpRequest) -> dict[str, str]:
    """What the visitor typed into the form of a hold that ran out, as sent."""
    return {name: value for name in CARRIED if (value := request.POST.get(name, ""))}


def _typed_before(held: Appointment) -> dict[str, str]:
    """What was typed for a hold that was to be confirmed, as the form sends it."""
    if not held.has_contact or held.client_id is not None:
        return {}
    typed_before = {"consent": "on", "sms": "on" if held.sms else ""}
    initial = {**BookingForm.of(held, None).initial, **typed_before}
    return {name: str(initial[name]) for name in CARRIED if initial.get(name)}


def booked_words(booked: Appointment) -> str:
    """What is said to a client who has just booked, or asked for a time."""
    if booked.service.needs_approval:
        return _("We have your request. The answer goes to %(email)s.") % {"email": booked.client_email}
    return _("It is booked. Your personal link is on its way to %(email)s.") % {"email": booked.client_email}


def _page(
    request: HttpRequest, appointment: Appointment, form: BookingForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    now, photo = clock.now(), fetch_photo_url(appointment.specialist)
    context = client_view(appointment, now).context() | {"form": form, "now": now, "photo": photo}
    return render(request, "booking/book.html", context, status=status)


def hold_expired(
    request: HttpRequest, public_id: UUID, refusal: BookingRefused, *, now: datetime
) -> HttpResponse:
    """The page of a time that is not kept any more: the same time, if it is free, and the nearest others."""
    appointment = appointment_for_client(request, public_id)
    service, start = appointment.service, appointment.starts_at
    free = refusal_of(service, appointment.slot, now=now, without=appointment.pk) is None
    nearest = [slot for slot in nearest_slots(service, start, now=now) if slot.start != start]
    context = client_view(appointment, now).context() | {
        "refusal": refusal.human,
        "same": appointment.slot if free else None,
        "nearest": nearest,
        "typed": typed(request) or _typed_before(appointment),
        "chooses": reverse("booking:hold", args=[service.public_id]),
        "back": _back_to_times(appointment),
    }
    return render(request, "booking/hold_expired.html", context, status=refusal.status)


def _back_to_times(appointment: Appointment) -> str:
    zone = appointment.client_tz
    day = appointment.starts_at.astimezone(zone).date()
    query = {"month": f"{day:%Y-%m}", "day": day.isoformat(), "zone": zone.key}
    return f"{reverse('booking:service', args=[appointment.service.public_id])}?{urlencode(query)}"
