"""A client's personal link for staff to hand over: to be copied, or read from the screen by a phone."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from visavis.booking.access import appointment_for_staff
from visavis.booking.lifecycle import OPEN, State
from visavis.booking.models import Appointment
from visavis.desk.services import note_link_shown
from visavis.lib import clock
from visavis.lib.qr import qr_code
from visavis.messages.staff.ledger_lines import ledger_lines
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.links import personal_link
from visavis.web.post_only import post_only

SHOWN_FOR = timedelta(hours=1)
_SHOWN = "links_shown"
_MOST = 20
"""Links that one session remembers."""


def _page(request: StaffRequest, public_id: UUID) -> str:
    return reverse("desk:link", args=[appointment_for_staff(request.user, public_id).public_id])


@for_staff()
@post_only(_page)
def show_link(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Ask for the link; the audit keeps who did."""
    hand_over(request, appointment_for_staff(request.user, public_id), now=clock.now())
    return redirect("desk:link", public_id)


@for_staff()
@require_safe
def link(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The link with its code, for an hour after it was asked for; before and after that a way to ask."""
    appointment = appointment_for_staff(request.user, public_id)
    now = clock.now()
    address = ""
    if _is_shown(request, appointment, now=now):
        address = personal_link(appointment.public_id, appointment.link_generation)
    context = {
        "appointment": appointment,
        "link": address,
        "code": qr_code(address) if address else "",
        "meets": appointment.service.by_video and appointment.lifecycle in OPEN | {State.IN_PROGRESS},
        "lines": ledger_lines(appointment),
        "zone": appointment.specialist.zone,
    }
    return render(request, "desk/link.html", context)


def hand_over(request: StaffRequest, appointment: Appointment, *, now: datetime) -> None:
    """Let this session see the link of `appointment` for a while, and write down that it does."""
    note_link_shown(appointment=appointment, by=Actor.staff(request.user), now=now)
    shown = dict(list(request.session.get(_SHOWN, {}).items())[-_MOST + 1 :])
    request.session[_SHOWN] = shown | {_name(appointment): now.timestamp()}


def _is_shown(request: StaffRequest, appointment: Appointment, *, now: datetime) -> bool:
    asked_at: float = request.session.get(_SHOWN, {}).get(_name(appointment), 0.0)
    return now.timestamp() < asked_at + SHOWN_FOR.total_seconds()


def _name(appointment: Appointment) -> str:
    """A link that was made anew is another, and asked for anew."""
    return f"{appointment.public_id} {appointment.link_generation}"
