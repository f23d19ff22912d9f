"""Move an appointment; correct its client's details."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from visavis.booking.access import appointment_for_staff
from visavis.booking.errors import BookingRefused
from visavis.booking.models import Appointment
from visavis.booking.permissions import details_refusal, move_refusal
from visavis.booking.services import correct_details, move_by_staff
from visavis.desk.agenda import agenda_row
from visavis.desk.forms.appointment import MoveForm
from visavis.desk.forms.client import CorrectionForm
from visavis.lib import clock
from visavis.lib.errors import require
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor, ActorKind

FORM = ["GET", "HEAD", "POST"]


@for_staff()
@require_http_methods(FORM)
def move(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Another time; staff may override the slot engine's conflicts."""
    appointment = appointment_for_staff(request.user, public_id)
    require(move_refusal(appointment.snapshot, ActorKind.STAFF, now=clock.now()))
    zone = ZoneInfo(appointment.specialist.zone)
    form = MoveForm(
        request.POST or None, zone=zone, initial=MoveForm.initial_for(appointment.starts_at, zone)
    )
    if form.is_valid() and _moved(request, appointment, form):
        messages.success(request, _("Moved."))
        return redirect("desk:appointment", public_id)
    context = {"form": form, "appointment": appointment, "row": agenda_row(appointment), "now": clock.now()}
    return render(request, "desk/move.html", context, status=422 if form.is_bound else 200)


@for_staff()
@require_http_methods(FORM)
def details(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The client's name, contact, language and zone."""
    appointment = appointment_for_staff(request.user, public_id)
    require(details_refusal(appointment.snapshot, ActorKind.STAFF, now=clock.now()))
    form = CorrectionForm(request.POST or None, appointment=appointment)
    if form.is_valid():
        by = Actor.staff(request.user)
        correct_details(appointment_id=appointment.pk, details=form.details(), by=by, now=clock.now())
        messages.success(request, _("Written down. Messages from now on go to the new address."))
        return redirect("desk:appointment", public_id)
    context = {"form": form, "appointment": appointment}
    return render(request, "desk/client_details.html", context, status=422 if form.is_bound else 200)


def _moved(request: StaffRequest, appointment: Appointment, form: MoveForm) -> bool:
    start = form.cleaned_data["start"]
    try:
        move_by_staff(
            appointment_id=appointment.pk,
            slot=appointment.slot_from(start),
            by=Actor.staff(request.user),
            now=clock.now(),
            **form.consent,
        )
    except BookingRefused as refusal:
        form.refuse(refusal, "time")
        return False
    return True
