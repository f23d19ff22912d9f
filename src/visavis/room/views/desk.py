"""The specialist's side: the room's page at the desk, and what it says."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from visavis.booking.access import appointment_for_staff
from visavis.calls.services import correct_outcome, end_for_both, mark_no_show
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.models import Role
from visavis.room import talk
from visavis.room.desk_presenting import desk_context
from visavis.room.forms import OutcomeForm
from visavis.room.participants import the_specialist
from visavis.waiting.services import open_waiting_room
from visavis.web.refusals import wants_json

LETS_IN = (Role.ADMIN, Role.SPECIALIST)


@for_staff()
@require_safe
def room(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Who is here, the button that lets them in, the call, and afterwards what it was."""
    appointment = appointment_for_staff(request.user, public_id)
    return render(request, "room/desk.html", desk_context(appointment, request.user, now=clock.now()))


@for_staff(*LETS_IN)
@require_POST
def open_early(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Open the waiting room now, however early it is."""
    who = the_specialist(request, public_id)
    open_waiting_room(appointment_id=who.appointment.pk, now=clock.now())
    return redirect("room:desk", public_id)


@for_staff()
@require_POST
def missed(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say that the client did not come."""
    appointment = appointment_for_staff(request.user, public_id)
    mark_no_show(appointment_id=appointment.pk, by=Actor.staff(request.user), now=clock.now())
    return redirect("room:desk", public_id)


@for_staff()
@require_POST
def correct(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say what really became of the consultation."""
    appointment = appointment_for_staff(request.user, public_id)
    now, form = clock.now(), OutcomeForm(request.POST, present=appointment.lifecycle)
    if not form.is_valid():
        context = desk_context(appointment, request.user, now=now) | {"outcome_form": form}
        return render(request, "room/desk.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    (to, absent), by = form.chosen, Actor.staff(request.user)
    correct_outcome(
        appointment_id=appointment.pk,
        to=to,
        absent=absent,
        reason=form.cleaned_data["reason"],
        by=by,
        now=now,
    )
    return redirect("room:desk", public_id)


@for_staff(*LETS_IN)
@require_POST
def end(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """End the consultation for both."""
    who = the_specialist(request, public_id)
    end_for_both(appointment_id=who.appointment.pk, by=Actor.staff(request.user), now=clock.now())
    if wants_json(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect("room:desk", public_id)


@for_staff(*LETS_IN)
@require_GET
def events(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """What has happened since the page asked last."""
    return talk.events_for(request, the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def live(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """A ticket to hear at once what happens."""
    return talk.ticket_for(the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_GET
def state(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Where the consultation stands."""
    return talk.state_for(the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def join(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Take the specialist's seat in the call."""
    return talk.join_as(request, the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def send_signal(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Pass a signal to the client's page."""
    return talk.signal_from(request, the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def give_sign(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Say that the specialist is here, and how."""
    return talk.beat_from(request, the_specialist(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def leave_call(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Give up the specialist's seat."""
    return talk.leave_as(request, the_specialist(request, public_id))
