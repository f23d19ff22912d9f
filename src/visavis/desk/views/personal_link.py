"""A client's personal link for staff to pass on: to copy, or to scan as a QR code."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from visavis.booking.access import appointment_for_staff
from visavis.booking.models import Appointment
from visavis.booking.permissions import revoke_links_refusal
from visavis.booking.services import revoke_links
from visavis.desk.services import record_link_shown
from visavis.lib import clock
from visavis.lib.qr import qr_code
from visavis.messages.staff.ledger_lines import ledger_lines
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor, ActorKind
from visavis.people.links import personal_link
from visavis.waiting.permissions import room_refusal
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
    """Show the link; the audit log keeps who asked."""
    show_link_in_session(request, appointment_for_staff(request.user, public_id), now=clock.now())
    return redirect("desk:link", public_id)


@for_staff()
@post_only(_page)
def revoke(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Make all links void, and send the client a new one."""
    appointment = appointment_for_staff(request.user, public_id)
    revoked = revoke_links(appointment_id=appointment.pk, by=Actor.staff(request.user), now=clock.now())
    is_sent = revoked.has_contact and revoke_links_refusal(revoked.snapshot, ActorKind.CLIENT) is None
    if is_sent:
        said = _("All earlier links are void, and a new one is on its way to the client.")
    else:
        said = _("All earlier links are void. Show the new one and pass it on yourself.")
    messages.success(request, said)
    return redirect("desk:link", public_id)


@for_staff()
@require_safe
def personal_link_page(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """The link with its QR code for an hour after it was asked for; otherwise a button to ask."""
    appointment = appointment_for_staff(request.user, public_id)
    now = clock.now()
    address = ""
    if _is_shown(request, appointment, now=now):
        address = personal_link(appointment.public_id, appointment.link_generation)
    context = {
        "appointment": appointment,
        "link": address,
        "code": qr_code(address) if address else "",
        "meets": room_refusal(appointment.snapshot) is None,
        "lines": ledger_lines(appointment, now=now),
        "zone": appointment.specialist.zone,
    }
    return render(request, "desk/personal_link.html", context)


def show_link_in_session(request: StaffRequest, appointment: Appointment, *, now: datetime) -> None:
    """Show the link of `appointment` in this session for an hour, and record it."""
    record_link_shown(appointment=appointment, by=Actor.staff(request.user), now=now)
    shown = dict(list(request.session.get(_SHOWN, {}).items())[-_MOST + 1 :])
    request.session[_SHOWN] = shown | {_session_key(appointment): now.timestamp()}


def _is_shown(request: StaffRequest, appointment: Appointment, *, now: datetime) -> bool:
    shown_at: float = request.session.get(_SHOWN, {}).get(_session_key(appointment), 0.0)
    return now.timestamp() < shown_at + SHOWN_FOR.total_seconds()


def _session_key(appointment: Appointment) -> str:
    """A renewed link has another key, so it is asked for again."""
    return f"{appointment.public_id} {appointment.link_generation}"
