"""Staff's actions on an appointment: one POST each, then back to its page with the result."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from visavis.booking.access import appointment_for_staff
from visavis.booking.errors import NotPossibleNow, SlotNotOffered, SlotTaken
from visavis.booking.models import Appointment
from visavis.booking.services import approve, cancel, decline, reopen
from visavis.desk.forms.appointment import ReasonForm, join_keys, split_keys
from visavis.desk.views.appointment import page
from visavis.lib import clock
from visavis.lib.errors import DomainError
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.web.post_only import post_only


def _page(request: StaffRequest, public_id: UUID) -> str:
    return reverse("desk:appointment", args=[appointment_for_staff(request.user, public_id).public_id])


@for_staff()
@post_only(_page)
def approve_request(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Approve a request; on conflicts the page shows them and offers to approve anyway."""
    appointment = appointment_for_staff(request.user, public_id)
    by, override = Actor.staff(request.user), request.POST.get("override") == "1"
    acknowledged = split_keys(request.POST.get("acknowledged", ""))
    try:
        approve(
            appointment_id=appointment.pk,
            by=by,
            now=clock.now(),
            override=override,
            acknowledged=acknowledged,
        )
    except SlotNotOffered as refusal:
        retry = {
            "url": reverse("desk:approve", args=[public_id]),
            "words": _("Approve anyway"),
            "acknowledged": join_keys(refusal.conflicts),
        }
        said = "\n".join(conflict.sentence for conflict in refusal.conflicts)
        return page(request, appointment, status=refusal.status, refusal=said, retry=retry)
    except NotPossibleNow as refusal:
        return _refused(request, appointment, refusal)
    messages.success(request, _("Approved."))
    return redirect("desk:appointment", public_id)


@for_staff()
@post_only(_page)
def decline_request(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Decline a request, with a reason."""

    def do(appointment: Appointment, reason: str) -> None:
        decline(appointment_id=appointment.pk, by=Actor.staff(request.user), now=clock.now(), reason=reason)

    return _with_reason(request, public_id, do, form_name="decline_form", done=_("Declined."))


@for_staff()
@post_only(_page)
def cancel_appointment(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Cancel the appointment, with a reason."""

    def do(appointment: Appointment, reason: str) -> None:
        cancel(appointment_id=appointment.pk, by=Actor.staff(request.user), now=clock.now(), reason=reason)

    return _with_reason(request, public_id, do, form_name="cancel_form", done=_("Cancelled."))


@for_staff()
@post_only(_page)
def reopen_appointment(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Reopen a declined or cancelled appointment."""
    appointment = appointment_for_staff(request.user, public_id)
    try:
        reopen(appointment_id=appointment.pk, by=Actor.staff(request.user), now=clock.now())
    except SlotTaken:
        sentence = _("Somebody else has this time by now. Move the other appointment, or book a new one.")
        return page(request, appointment, status=409, refusal=sentence)
    except NotPossibleNow as refusal:
        return _refused(request, appointment, refusal)
    messages.success(request, _("The appointment stands again."))
    return redirect("desk:appointment", public_id)


def _with_reason(
    request: StaffRequest,
    public_id: UUID,
    do: Callable[[Appointment, str], None],
    *,
    form_name: str,
    done: str,
) -> HttpResponse:
    appointment = appointment_for_staff(request.user, public_id)
    form = ReasonForm(request.POST, auto_id=f"{form_name}_%s")
    if not form.is_valid():
        return page(request, appointment, status=422, **{form_name: form})
    try:
        do(appointment, form.cleaned_data["reason"])
    except DomainError as refusal:
        return _refused(request, appointment, refusal)
    messages.success(request, done)
    return redirect("desk:appointment", public_id)


def _refused(request: StaffRequest, appointment: Appointment, refusal: DomainError) -> HttpResponse:
    appointment.refresh_from_db()
    return page(request, appointment, status=refusal.status, refusal=refusal.human)
