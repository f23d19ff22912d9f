"""What staff answer when another device asks to come in while a client is here."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.waiting.access import ROLES_THAT_ADMIT, get_appointment_to_admit
from visavis.waiting.services import answer_device
from visavis.web.refusals import wants_json


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
def let_in(request: StaffRequest, public_id: UUID, device: str) -> HttpResponse:
    """Let the device come in, in place of the client's first."""
    return _answered(request, public_id, device, lets_in=True)


@for_staff(*ROLES_THAT_ADMIT)
@require_POST
def keep_out(request: StaffRequest, public_id: UUID, device: str) -> HttpResponse:
    """Leave the client where they are."""
    return _answered(request, public_id, device, lets_in=False)


def _answered(request: StaffRequest, public_id: UUID, device: str, *, lets_in: bool) -> HttpResponse:
    appointment = get_appointment_to_admit(request.user, public_id)
    by = Actor.staff(request.user)
    answer_device(appointment_id=appointment.pk, device=device, lets_in=lets_in, by=by, now=clock.now())
    if wants_json(request):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    said = _("The other device can come in now.") if lets_in else _("The other device stays outside.")
    messages.success(request, said)
    return redirect("room:desk", public_id)
