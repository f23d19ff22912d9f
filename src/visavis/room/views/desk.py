"""The room's page at the desk, and what staff press on it."""

from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visavis.booking.access import appointment_for_staff
from visavis.calls.services import (
    correct_outcome,
    end_for_both,
    hold_browser_to_browser,
    mark_no_show,
)
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.room.desk_page import desk_page
from visavis.room.forms import OutcomeForm
from visavis.room.page_response import render_room
from visavis.room.participants import specialist_participant
from visavis.waiting.access import ROLES_THAT_ADMIT, get_appointment_to_admit
from visavis.waiting.services import open_waiting_room
from visavis.web.permissions_policy import allow_devices
from visavis.web.refusals import wants_json


@for_staff()
@require_safe
@allow_devices
def page(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Who is here, the button that lets them in, the call, and afterwards what it was."""
    appointment = appointment_for_staff(request.user, public_id)
    return render_room(request, "room/desk.html", desk_page(appointment, request.user, now=clock.now()))


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
def open_waiting(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Open the waiting room now, however early it is."""
    who = specialist_participant(request, public_id)
    open_waiting_room(appointment_id=who.appointment.pk, now=clock.now())
    return redirect("room:desk", public_id)


@for_staff()
@require_POST
def no_show(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say that the client did not come."""
    appointment = appointment_for_staff(request.user, public_id)
    mark_no_show(appointment_id=appointment.pk, by=Actor.staff(request.user), now=clock.now())
    return redirect("room:desk", public_id)


@for_staff()
@require_POST
@allow_devices
def correct(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say what really became of the consultation."""
    appointment = appointment_for_staff(request.user, public_id)
    now, form = clock.now(), OutcomeForm(request.POST, present=appointment.lifecycle)
    if not form.is_valid():
        shown = replace(desk_page(appointment, request.user, now=now), outcome_form=form)
        return render_room(request, "room/desk.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    (to, absent), by = form.outcome, Actor.staff(request.user)
    correct_outcome(
        appointment_id=appointment.pk,
        to=to,
        absent=absent,
        reason=form.cleaned_data["reason"],
        by=by,
        now=now,
    )
    return redirect("room:desk", public_id)


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
def end(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """End the consultation for both."""
    who = specialist_participant(request, public_id)
    end_for_both(appointment_id=who.appointment.pk, by=Actor.staff(request.user), now=clock.now())
    if wants_json(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect("room:desk", public_id)


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
def hold_directly(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Hold this one call browser to browser, where the provider that was to carry it is away."""
    appointment, by = get_appointment_to_admit(request.user, public_id), Actor.staff(request.user)
    hold_browser_to_browser(appointment_id=appointment.pk, by=by, now=clock.now())
    messages.success(request, _("This call is held browser to browser."))
    return redirect("room:desk", public_id)
