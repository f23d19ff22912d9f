"""What staff answer to a client who waits: come in, not now, in a few minutes, or not today."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.models import Role
from visavis.people.parties import Party
from visavis.room import bodies, talk
from visavis.room.desk_presenting import desk_context
from visavis.room.forms import DeclineForm, LateForm, TellForm
from visavis.room.participants import Participant
from visavis.waiting.access import find_specialist_for_delay, get_appointment_to_admit, is_own
from visavis.waiting.services import (
    DelayAnnouncement,
    admit,
    announce_specialist_delay,
    decline,
    message_client,
)
from visavis.web.refusals import wants_json

LETS_IN = (Role.ADMIN, Role.SPECIALIST)
TELL: Mapping[str, bodies.Check] = {"minutes": bodies.number, "text": bodies.words(300)}
"""No minutes are 0."""


@for_staff(*LETS_IN)
@require_POST
def let_in(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Let the waiting client in; the specialist's own room gets its seat in the call with the answer."""
    appointment, by = get_appointment_to_admit(request.user, public_id), Actor.staff(request.user)
    if wants_json(request) and is_own(request.user, appointment):
        return talk.let_in_as(request, Participant(appointment, Party.SPECIALIST), by=by)
    admit(appointment_id=appointment.pk, by=by, now=clock.now())
    if wants_json(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect("room:desk", public_id)


@for_staff(*LETS_IN)
@require_POST
def turn_away(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Do not let the waiting client in, and say why; this cancels the appointment."""
    appointment = get_appointment_to_admit(request.user, public_id)
    now, form = clock.now(), DeclineForm(request.POST)
    if not form.is_valid():
        context = desk_context(appointment, request.user, now=now) | {"decline_form": form}
        return render(request, "room/desk.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    by, reason = Actor.staff(request.user), form.cleaned_data["reason"]
    decline(appointment_id=appointment.pk, by=by, reason=reason, now=now)
    words = _("The appointment is cancelled, and %(name)s was told why.")
    messages.success(request, words % {"name": appointment.client_name})
    return redirect("desk:appointment", public_id)


@for_staff(*LETS_IN)
@require_POST
def tell(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Tell the waiting client in how many minutes they are let in, or anything in words."""
    appointment = get_appointment_to_admit(request.user, public_id)
    form = TellForm(bodies.read(request, TELL) if wants_json(request) else request.POST)
    if not form.is_valid():
        if wants_json(request):
            return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        context = desk_context(appointment, request.user, now=clock.now()) | {"tell_form": form}
        return render(request, "room/desk.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    by, said = Actor.staff(request.user), form.cleaned_data
    message_client(
        appointment_id=appointment.pk, by=by, minutes=said["minutes"], text=said["text"], now=clock.now()
    )
    if wants_json(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    messages.success(request, _("%(name)s was told.") % {"name": appointment.client_name})
    return redirect(_back(request, public_id))


@for_staff(*LETS_IN)
@require_POST
def run_late(request: StaffRequest) -> HttpResponse:
    """Tell those who wait, and those who come next, that their specialist is late."""
    specialist = find_specialist_for_delay(request.user, request.POST.get("specialist", ""))
    form = LateForm(request.POST)
    if specialist is None or not form.is_valid():
        sentence = _("Say this on the page of the day of a specialist whom you work with.")
        messages.warning(request, " ".join(map(str, form.errors["minutes"])) if specialist else sentence)
        return redirect("desk:today")
    told = announce_specialist_delay(
        specialist_id=specialist.pk,
        by=Actor.staff(request.user),
        minutes=form.cleaned_data["minutes"],
        now=clock.now(),
    )
    _say_who_knows(request, told, taken_back=form.cleaned_data["minutes"] == 0)
    return redirect("desk:today")


def _say_who_knows(request: StaffRequest, told: DelayAnnouncement, *, taken_back: bool) -> None:
    if taken_back:
        messages.success(request, _("Taken back: your clients' pages say so, and nobody is written to."))
        return
    words = ngettext("%(number)s client was told.", "%(number)s clients were told.", told.number)
    messages.success(request, words % {"number": told.number})
    if told.unreached:
        sentence = _("We have neither an e-mail address nor a phone number of %(names)s.")
        messages.warning(request, sentence % {"names": ", ".join(told.unreached)})


def _back(request: StaffRequest, public_id: UUID) -> str:
    """The page of ours that asked, for the queue stands on every one of them."""
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return came_from
    return reverse("room:desk", args=[public_id])
