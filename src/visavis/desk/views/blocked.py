"""Who is kept from booking online: block from an appointment, see the list, let somebody book again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from visavis.booking.access import appointment_for_staff
from visavis.booking.models import BlockedVisitor
from visavis.booking.services import block_contacts, block_network, unblock
from visavis.desk.access import specialist_for
from visavis.lib import clock
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.models import Role
from visavis.web.post_only import post_only

MOST_SHOWN = 500


def _appointment_page(request: StaffRequest, public_id: UUID) -> str:
    return reverse("desk:appointment", args=[appointment_for_staff(request.user, public_id).public_id])


def _list_page(request: StaffRequest, public_id: UUID) -> str:
    return reverse("desk:blocked")


@for_staff()
@post_only(_appointment_page)
def block(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Keep the appointment's contact, or the network it was booked from, from booking online."""
    appointment = appointment_for_staff(request.user, public_id)
    add = block_network if request.POST.get("what") == "network" else block_contacts
    if add(appointment=appointment, by=Actor.staff(request.user), now=clock.now()):
        messages.success(request, _("Blocked. Whoever tries to book from there is asked to call."))
    else:
        messages.info(request, _("Nothing to block, or it is blocked already."))
    return redirect("desk:appointment", public_id)


@for_staff(Role.ADMIN, Role.RECEPTION)
@require_safe
def blocked(request: StaffRequest) -> HttpResponse:
    """The list of who cannot book online."""
    one = specialist_for(request.user, None)
    rows = BlockedVisitor.objects.select_related("blocked_by").order_by("-created_at", "-id")[:MOST_SHOWN]
    return render(request, "desk/blocked.html", {"blocked": rows, "zone": one.zone if one else "UTC"})


@for_staff(Role.ADMIN, Role.RECEPTION)
@post_only(_list_page)
def remove(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Let somebody book online again."""
    unblock(public_id=public_id)
    messages.success(request, _("Not blocked any more."))
    return redirect("desk:blocked")
