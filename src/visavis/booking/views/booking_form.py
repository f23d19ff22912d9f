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
from visavis.booking.errors import BookingRefused, ChallengeSpent, HoldExpired, ProofRefused
from visavis.booking.forms import BookingForm
from visavis.booking.lifecycle import WITHOUT_CLIENT
from visavis.booking.models import Appointment
from visavis.booking.proof_of_work import WAIT, new_challenge, read_proof, still_usable
from visavis.booking.rate_limits import check_without_script, may_send_booking
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
    try:
        booked = _booked(request, held, form, now=now) if form.is_valid() else None
    except ProofRefused as refusal:
        return _form_again(request, public_id, form, refusal)
    except BookingRefused as refusal:
        return hold_expired(request, public_id, refusal, now=now)
    if booked is None:
        return _form_again(request, public_id, form)
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


def _booked(
    request: HttpRequest, held: Appointment, form: BookingForm, *, now: datetime
) -> Appointment | None:
    """Book what a valid form says; None where the form says what is wrong. Raises `BookingRefused`."""
    asks = held.confirm_first or held.needs_proof
    known = asks and any(is_known(request, contact) for contact in form.contacts())
    proof = None
    if held.needs_proof and not known:
        proof = read_proof(_sent_challenge(request), str(held.public_id), now=now)
        if not proof.computed:
            check_without_script(request, now=now)
    if not may_send_booking(request, form, now=now):
        return None
    return book_held(appointment_id=held.pk, details=form.details(), known=known, proof=proof, now=now)


def _form_again(
    request: HttpRequest, public_id: UUID, form: BookingForm, refusal: ProofRefused | None = None
) -> HttpResponse:
    """The form as it was filled in, with what is wrong; its challenge goes on ageing, unless it is spent."""
    keep = "" if isinstance(refusal, ChallengeSpent) else _sent_challenge(request)
    if refusal:
        form.add_error(None, refusal.human)
    status = refusal.status if refusal else HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, appointment_for_client(request, public_id), form, keep, status=status)


def _sent_challenge(request: HttpRequest) -> str:
    return request.POST.get("proof", "")


def _challenge(held: Appointment, keep: str, *, now: datetime) -> str:
    """What the form carries where a proof of work is needed: `keep`, where that is of use, or a new one."""
    if not held.needs_proof or held.held_until is None:
        return ""
    subject = str(held.public_id)
    if still_usable(keep, subject, now=now):
        return keep
    return new_challenge(subject, now=now, until=held.held_until)


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
    request: HttpRequest,
    appointment: Appointment,
    form: BookingForm,
    keep: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    now = clock.now()
    context = client_view(appointment, now).context() | {
        "form": form,
        "now": now,
        "photo": fetch_photo_url(appointment.specialist),
        "challenge": _challenge(appointment, keep, now=now),
        "wait_s": int(WAIT.total_seconds()),
    }
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
