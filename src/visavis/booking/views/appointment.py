"""What a client does by their link: confirm, correct their details, move, cancel, fetch the calendar file."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from visavis.booking import services
from visavis.booking.access import appointment_for_client, grant_source
from visavis.booking.availability import nearest_slots
from visavis.booking.calendar_entry import calendar_entry
from visavis.booking.cookies import set_grant_cookie
from visavis.booking.errors import BookingRefused, NotPossibleNow
from visavis.booking.forms import CancelForm, DetailsForm
from visavis.booking.models import Appointment
from visavis.booking.month_view import CalendarQuery, month_view
from visavis.booking.permissions import cancel_refusal, details_refusal, move_refusal, revoke_links_refusal
from visavis.booking.rate_limits import check_message_rate, may_send_details
from visavis.booking.view_models import client_view
from visavis.booking.views.service import around, instant
from visavis.lib import clock
from visavis.lib.intervals import Interval
from visavis.people.access import for_client
from visavis.people.actors import THE_CLIENT, ActorKind
from visavis.people.links import grant_path, personal_link
from visavis.people.photos import fetch_photo_url
from visavis.practice.models import Practice
from visavis.web.post_only import post_only


def _personal(request: HttpRequest, public_id: UUID) -> str:
    return grant_path(appointment_for_client(request, public_id).public_id)


@for_client
@post_only(_personal)
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The client says that they will come."""
    appointment = appointment_for_client(request, public_id)
    try:
        services.confirm(appointment_id=appointment.pk, now=clock.now())
    except BookingRefused as refusal:
        return _not_possible(request, public_id, refusal)
    messages.success(request, _("Thank you. The specialist knows that you will come."))
    return redirect(grant_path(public_id))


@for_client
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct the name, the contact, the language or the zone."""
    appointment, now = appointment_for_client(request, public_id), clock.now()
    if refusal := details_refusal(appointment.snapshot, ActorKind.CLIENT, now=now):
        return _not_possible(request, public_id, refusal)
    context = client_view(appointment, now).context()
    data = request.POST if request.method == "POST" else None
    form = DetailsForm.of(appointment, data)
    if data is None or not form.is_valid() or not may_send_details(request, appointment, form, now=now):
        status = HTTPStatus.OK if data is None else HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "booking/details.html", context | {"form": form}, status=status)
    corrected = services.correct_details(
        appointment_id=appointment.pk, details=form.details(), by=THE_CLIENT, now=now
    )
    messages.success(request, _("Your details are changed."))
    response = redirect(grant_path(public_id))
    # Another contact voids the grants of all browsers; this one goes on, without proof of the new contact.
    set_grant_cookie(response, corrected, grant_source(request, corrected))
    return response


@for_client
@post_only(_personal)
def new_link(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make all links void, and send a new one. This browser goes on by the new one only.

    Whoever presses may be the one in whose hands the old link should not be.
    """
    appointment, now = appointment_for_client(request, public_id), clock.now()
    if refusal := revoke_links_refusal(appointment.snapshot, ActorKind.CLIENT):
        return _not_possible(request, public_id, refusal)
    check_message_rate(request, appointment, now=now)
    services.revoke_links(appointment_id=appointment.pk, by=THE_CLIENT, now=now)
    return render(request, "booking/link_sent.html", {"renewed": True})


@for_client
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The same month and times as for a new booking; choosing one moves the appointment there.

    One that is so near that it could not be moved again is asked about first.
    """
    appointment, now = appointment_for_client(request, public_id), clock.now()
    if refusal := move_refusal(appointment.snapshot, ActorKind.CLIENT, now=now):
        return _not_possible(request, public_id, refusal)
    view = client_view(appointment, now).context()
    if request.method != "POST":
        return render(request, "booking/move.html", view | _times(request.GET, appointment, now=now))
    start = instant(request.POST.get("start", ""))
    if start and "sure" not in request.POST and _would_be_final(appointment, start, now=now):
        context = view | _times(around(start, request.POST), appointment, now=now) | {"near": start}
        return render(request, "booking/move.html", context)
    try:
        moved = _move(request, appointment, start, now=now)
    except BookingRefused as refused:
        offered = {"refusal": refused.human, "nearest": _nearest(appointment, start, now=now)}
        context = view | _times(around(start, request.POST), appointment, now=now) | offered
        return render(request, "booking/move.html", context, status=refused.status)
    said = _("Your appointment has another time now.") if moved else _("Your appointment stays where it is.")
    messages.success(request, said)
    return redirect(grant_path(public_id))


@for_client
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Cancel the appointment; the form says beforehand whether that is late."""
    appointment, now = appointment_for_client(request, public_id), clock.now()
    if refusal := cancel_refusal(appointment.snapshot, ActorKind.CLIENT, now=now):
        return _not_possible(request, public_id, refusal)
    context = client_view(appointment, now).context()
    form = CancelForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return render(request, "booking/cancel.html", context | {"form": form}, status=status)
    services.cancel(appointment_id=appointment.pk, by=THE_CLIENT, now=now, reason=form.cleaned_data["reason"])
    messages.success(request, _("Your appointment is cancelled."))
    return redirect(grant_path(public_id))


@for_client
@require_safe
def calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The appointment as a file for any calendar."""
    appointment = appointment_for_client(request, public_id)
    if appointment.client_id is None:
        raise NotPossibleNow
    entry = calendar_entry(
        appointment,
        practice_name=Practice.current().name,
        url=personal_link(
            appointment.public_id,
            appointment.link_generation,
            source=grant_source(request, appointment),
        ),
        method="PUBLISH",
        now=clock.now(),
    )
    disposition = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return HttpResponse(entry, content_type="text/calendar; charset=utf-8", headers=disposition)


def _move(request: HttpRequest, appointment: Appointment, start: datetime | None, *, now: datetime) -> bool:
    """Move, unless to the time it has already: that would send a message about nothing."""
    if start is None:
        raise BookingRefused(_("This is not one of the times we offer. Choose one of those below."))
    if start == appointment.starts_at:
        return False
    slot = appointment.slot_from(start)
    check_message_rate(request, appointment, now=now)
    services.move_by_client(appointment_id=appointment.pk, slot=slot, now=now)
    return True


def _would_be_final(appointment: Appointment, start: datetime, *, now: datetime) -> bool:
    """Whether another start is so near that the client could neither move again nor cancel in time."""
    service, ahead = appointment.service, start - now
    soonest, notice = timedelta(minutes=service.notice_min), timedelta(minutes=service.change_notice_min)
    return start != appointment.starts_at and soonest <= ahead < notice


def _nearest(appointment: Appointment, start: datetime | None, *, now: datetime) -> list[Interval]:
    if start is None:
        return []
    return nearest_slots(appointment.booked_service(), start, now=now, without=appointment.pk)


def _times(query: Mapping[str, str], appointment: Appointment, *, now: datetime) -> dict[str, Any]:
    address = reverse("booking:move", args=[appointment.public_id])
    if not query.keys() & {"month", "day"}:
        # People who move mostly look for a time near the one they have.
        query = around(appointment.starts_at, {"zone": query.get("zone") or appointment.client_tz.key})
    wanted = CalendarQuery.read(query, appointment.client_tz.key)
    return {
        "calendar": month_view(
            appointment.booked_service(), wanted, address=address, now=now, without=appointment.pk
        ),
        "chooses": address,
        "photo": fetch_photo_url(appointment.specialist),
    }


def _not_possible(request: HttpRequest, public_id: UUID, refusal: BookingRefused) -> HttpResponse:
    context = {
        "sentence": refusal.human,
        "next_url": grant_path(public_id),
        "next_words": _("Back to your appointment"),
    }
    return render(request, "web/problem.html", context, status=refusal.status)
