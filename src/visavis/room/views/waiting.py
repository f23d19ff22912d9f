"""What staff do about waiting clients: admit, decline, send a message, announce a delay."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from visavis.booking.lifecycle import State
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.room import call_endpoints, payloads
from visavis.room.desk_page import desk_page
from visavis.room.forms import DeclineForm, DelayForm, MessageForm
from visavis.room.page_response import render_room
from visavis.room.participants import Participant
from visavis.waiting import services
from visavis.waiting.access import (
    ROLES_THAT_ADMIT,
    find_specialist_for_delay,
    get_appointment_to_admit,
    is_own,
)
from visavis.waiting.services import DelayAnnouncement
from visavis.web.permissions_policy import allow_devices
from visavis.web.refusals import wants_json

MESSAGE: Mapping[str, payloads.Check] = {"minutes": payloads.integer, "text": payloads.text(300)}
"""No minutes are 0."""


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
def admit(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Let the waiting client in; the specialist's own room gets its seat in the call with the answer."""
    appointment, by = get_appointment_to_admit(request.user, public_id), Actor.staff(request.user)
    if wants_json(request) and is_own(request.user, appointment):
        return call_endpoints.admit_and_join(request, Participant(appointment, Party.SPECIALIST), by=by)
    services.admit(appointment_id=appointment.pk, by=by, now=clock.now())
    if wants_json(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect("room:desk", public_id)


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
@allow_devices
def decline(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Do not let the waiting client in, and say why; this cancels an appointment that has not begun."""
    appointment = get_appointment_to_admit(request.user, public_id)
    now, form = clock.now(), DeclineForm(request.POST)
    if not form.is_valid():
        shown = replace(desk_page(appointment, request.user, now=now), decline_form=form)
        return render_room(request, "room/desk.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    by, reason = Actor.staff(request.user), form.cleaned_data["reason"]
    declined = services.decline(appointment_id=appointment.pk, by=by, reason=reason, now=now)
    if declined.lifecycle is State.CANCELLED:
        words, where = _("The appointment is cancelled, and %(name)s was told why."), "desk:appointment"
    else:
        words = _("%(name)s is not let in again and was told why; the consultation stays what it was.")
        # It has begun, and is ended in the room.
        where = "room:desk"
    messages.success(request, words % {"name": appointment.client_name})
    return redirect(where, public_id)


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
@allow_devices
def send_message(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Tell the waiting client in how many minutes they are let in, or anything in words."""
    appointment = get_appointment_to_admit(request.user, public_id)
    form = MessageForm(payloads.read(request, MESSAGE) if wants_json(request) else request.POST)
    if not form.is_valid():
        if wants_json(request):
            return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        shown = replace(desk_page(appointment, request.user, now=clock.now()), message_form=form)
        return render_room(request, "room/desk.html", shown, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    by, said = Actor.staff(request.user), form.cleaned_data
    services.message_client(
        appointment_id=appointment.pk, by=by, minutes=said["minutes"], text=said["text"], now=clock.now()
    )
    if wants_json(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    messages.success(request, _("%(name)s was told.") % {"name": appointment.client_name})
    return redirect(_previous_page(request, public_id))


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
def announce_delay(request: StaffRequest) -> HttpResponse:
    """Tell those who wait, and those who come next, that their specialist is late."""
    specialist = find_specialist_for_delay(request.user, request.POST.get("specialist", ""))
    form = DelayForm(request.POST)
    if specialist is None or not form.is_valid():
        sentence = _("Say this on the page of the day of a specialist whom you work with.")
        messages.warning(request, " ".join(map(str, form.errors["minutes"])) if specialist else sentence)
        return redirect("desk:today")
    told = services.announce_specialist_delay(
        specialist_id=specialist.pk,
        by=Actor.staff(request.user),
        minutes=form.cleaned_data["minutes"],
        now=clock.now(),
    )
    _report_delay(request, told, taken_back=form.cleaned_data["minutes"] == 0)
    return redirect("desk:today")


def _report_delay(request: StaffRequest, told: DelayAnnouncement, *, taken_back: bool) -> None:
    if taken_back:
        messages.success(request, _("Taken back: your clients' pages say so, and nobody is written to."))
        return
    words = ngettext("%(number)s client was told.", "%(number)s clients were told.", told.number)
    messages.success(request, words % {"number": told.number})
    if told.unreached:
        sentence = _("We have neither an e-mail address nor a phone number of %(names)s.")
        messages.warning(request, sentence % {"names": ", ".join(told.unreached)})


def _previous_page(request: StaffRequest, public_id: UUID) -> str:
    """The page that sent the form: the queue is on each page of the desk."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return reverse("room:desk", args=[public_id])
