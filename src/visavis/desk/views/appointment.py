"""The page of one appointment: facts, history and actions."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from visavis.booking.access import appointment_for_staff
from visavis.booking.lifecycle import OVER, WITHOUT_CLIENT
from visavis.booking.models import Appointment
from visavis.booking.permissions import allowed_actions, wall_time_refusal
from visavis.calls.queries import may_mark_no_show
from visavis.desk.agenda import agenda_row
from visavis.desk.forms.appointment import ReasonForm
from visavis.desk.labels import history_step
from visavis.desk.wall_time_rows import WallTimeRow, wall_time_row
from visavis.lib import clock
from visavis.messages.staff.ledger_lines import ledger_lines
from visavis.notes.access import may_write
from visavis.notes.queries import get_connection_answer
from visavis.notes.view_models import CONNECTIONS
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import ActorKind
from visavis.waiting.permissions import room_refusal


@for_staff()
@require_safe
def appointment(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The page of one appointment."""
    return page(request, appointment_for_staff(request.user, public_id))


def page(request: StaffRequest, appointment: Appointment, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the page; `more` is the result of an action."""
    now, is_over = clock.now(), appointment.lifecycle in OVER
    steps = appointment.transitions.select_related("actor").order_by("id")
    context = {
        "appointment": appointment,
        "row": agenda_row(appointment),
        "specialist": appointment.specialist,
        "has_client": appointment.lifecycle not in WITHOUT_CLIENT,
        "wall_time_row": _wall_time_row(appointment, now=now),
        "has_room": room_refusal(appointment.snapshot) is None,
        "can": allowed_actions(appointment.snapshot, ActorKind.STAFF, now=now),
        "steps": [history_step(step) for step in steps],
        "lines": ledger_lines(appointment, now=now),
        "zone": appointment.specialist.zone,
        "decline_form": ReasonForm(auto_id="decline_form_%s"),
        "cancel_form": ReasonForm(auto_id="cancel_form_%s"),
        "is_over": is_over,
        "can_be_missed": may_mark_no_show(appointment, now=now),
        "may_write": may_write(request.user, appointment),
        "connection": _connection(appointment) if is_over else None,
        "now": now,
        **more,
    }
    return render(request, "desk/appointment.html", context, status=status)


def _connection(appointment: Appointment) -> str | Promise | None:
    """What the client said about the connection."""
    judged = get_connection_answer(appointment)
    return CONNECTIONS[judged] if judged else None


def _wall_time_row(appointment: Appointment, *, now: datetime) -> WallTimeRow | None:
    """What the clocks show since a new law, where staff have to answer it."""
    moved = appointment.has_moved_on_the_wall
    refusal = wall_time_refusal(appointment.snapshot, moved=moved, as_read=True, now=now)
    return None if refusal else wall_time_row(appointment)
