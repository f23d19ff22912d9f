"""One appointment: its facts, its history, and what can be done about it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from visavis.booking.access import appointment_for_staff
from visavis.booking.lifecycle import possible
from visavis.booking.models import Appointment
from visavis.desk.agenda import row_of
from visavis.desk.forms.appointment import ReasonForm
from visavis.desk.wording import doer_in_words, step_in_words
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff


@for_staff()
@require_safe
def appointment(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The page of one appointment."""
    return page(request, appointment_for_staff(request.user, public_id))


def page(request: StaffRequest, appointment: Appointment, *, status: int = 200, **more: Any) -> HttpResponse:
    """Draw the page; `more` is what an action has to say on it."""
    steps = appointment.transitions.select_related("actor").order_by("id")
    context = {
        "appointment": appointment,
        "row": row_of(appointment),
        "specialist": appointment.specialist,
        "can": {action.value: True for action in possible(appointment.lifecycle)},
        "steps": [(step, step_in_words(step), doer_in_words(step)) for step in steps],
        "reason_form": ReasonForm(),
        "now": clock.now(),
        **more,
    }
    return render(request, "desk/appointment.html", context, status=status)
