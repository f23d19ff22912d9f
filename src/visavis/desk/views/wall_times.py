"""Appointments that moved on the wall by a new zone law: tell the client, or move them back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from visavis.booking.access import MOST_LISTED, appointment_for_staff, moved_on_the_wall
from visavis.booking.errors import BookingRefused, NotPossibleNow, WallTimeAnswered
from visavis.booking.models import Appointment
from visavis.booking.services import move_back, tell_wall_time
from visavis.desk.labels import history_step
from visavis.desk.wall_time_rows import wall_time_row
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.web.post_only import post_only
from visavis.web.times import clock_time


def _list_page(request: StaffRequest, public_id: UUID) -> str:
    appointment_for_staff(request.user, public_id)
    return reverse("desk:wall_times")


@for_staff()
@require_safe
def wall_times(request: StaffRequest) -> HttpResponse:
    """The list; the soonest come first, and more follow when these are settled."""
    rows = moved_on_the_wall(request.user, now=clock.now())
    listed = [wall_time_row(one) for one in rows[:MOST_LISTED]]
    total = rows.count() if len(listed) == MOST_LISTED else len(listed)
    return render(request, "desk/wall_times.html", {"rows": listed, "total": total, "most": MOST_LISTED})


@for_staff()
@post_only(_list_page)
def tell(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Keep the instant, and tell the client what the clocks show at it now."""
    return _answered(request, public_id, tell_wall_time, done=_told)


@for_staff()
@post_only(_list_page)
def back(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Move it to the instant at which the clocks show the agreed time."""
    return _answered(request, public_id, move_back, done=_moved_back)


def _told(appointment: Appointment) -> str:
    if appointment.has_contact:
        return _("%(client)s will be told the time.") % {"client": appointment.client_name}
    return _("Written down: %(client)s knows the time.") % {"client": appointment.client_name}


def _moved_back(appointment: Appointment) -> str:
    return _("Moved back. %(client)s will be told.") % {"client": appointment.client_name}


def _answered(
    request: StaffRequest,
    public_id: UUID,
    service: Callable[..., Appointment],
    *,
    done: Callable[[Appointment], str],
) -> HttpResponse:
    appointment = appointment_for_staff(request.user, public_id)
    by, acknowledged = Actor.staff(request.user), request.POST.get("acknowledged", "")
    try:
        service(appointment_id=appointment.pk, acknowledged=acknowledged, by=by, now=clock.now())
    except BookingRefused as refusal:
        messages.error(request, _refused(appointment, refusal))
    else:
        messages.success(request, done(appointment))
    if request.POST.get("from") == "appointment":
        return redirect("desk:appointment", public_id)
    return redirect("desk:wall_times")


def _refused(appointment: Appointment, refusal: BookingRefused) -> str:
    """Why nothing was done, and what a colleague did before."""
    if refusal.conflicts:
        told = " ".join(one.sentence for one in refusal.conflicts)
        return f"{appointment.client_name}: {told}"
    last = appointment.transitions.select_related("actor").last()
    if last is None or not isinstance(refusal, WallTimeAnswered | NotPossibleNow):
        return f"{appointment.client_name}: {refusal.human}"
    step = history_step(last)
    said = {
        "client": appointment.client_name,
        "what": step.label,
        "who": step.actor,
        "time": clock_time(step.at, appointment.specialist.zone),
    }
    return _("%(client)s: nothing was changed. What happened last: %(what)s (%(who)s, %(time)s).") % said
