"""Send messages again that did not get through: one press for one, and one for all that failed since."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visavis.booking.access import appointment_for_staff, appointments_for_staff
from visavis.lib import clock
from visavis.messages.staff.resend import resend
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.web.post_only import post_only


def _appointment_page(request: StaffRequest, public_id: UUID) -> str:
    return reverse("desk:appointment", args=[appointment_for_staff(request.user, public_id).public_id])


def _first_page(_request: StaffRequest) -> str:
    return reverse("desk:today")


@for_staff()
@post_only(_appointment_page)
def resend_message(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Send one message about an appointment again; `message` is its Message-ID."""
    appointment = appointment_for_staff(request.user, public_id)
    rows = appointments_for_staff(request.user).filter(pk=appointment.pk)
    by, message_id = Actor.staff(request.user), request.POST.get("message", "")
    _say(request, resend(rows, by=by, now=clock.now(), message_id=message_id))
    return redirect("desk:appointment", public_id)


@for_staff()
@post_only(_first_page)
def resend_all(request: StaffRequest) -> HttpResponse:
    """Send again everything that did not get through about appointments that are still to come."""
    now = clock.now()
    rows = appointments_for_staff(request.user).filter(ends_at__gt=now)
    _say(request, resend(rows, by=Actor.staff(request.user), now=now))
    return redirect("desk:today")


def _say(request: StaffRequest, count: int) -> None:
    if count:
        words = ngettext("%(count)s message is sent again.", "%(count)s messages are sent again.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("There is nothing to send again: it got through, or is not true any more."))
