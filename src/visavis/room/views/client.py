"""The client's side: the one page behind the personal link, and what is pressed on it before the call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from visavis.booking.access import appointment_for_client, grant_source
from visavis.booking.views.links import is_in_app
from visavis.lib import clock
from visavis.people.access import for_client
from visavis.people.links import grant_path, personal_link
from visavis.room.client_page import client_page
from visavis.room.connection_test import connection_test_access
from visavis.room.entered_cookie import (
    delete_entered_cookie,
    device_named,
    has_entered,
    name_of,
    set_device_cookie,
    set_entered_cookie,
)
from visavis.room.forms import DelayForm
from visavis.room.page_response import render_room
from visavis.waiting.services import announce_client_delay, enter_waiting_room, leave_waiting_room
from visavis.web.permissions_policy import allow_devices
from visavis.web.refusals import wants_json


@for_client
@require_safe
@allow_devices
def page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whatever the appointment is at this moment: asked for, ahead, the waiting room, the call, over."""
    appointment = appointment_for_client(request, public_id)
    source, id_, generation = (
        grant_source(request, appointment),
        appointment.public_id,
        appointment.link_generation,
    )
    link = personal_link(id_, generation, source=source) if is_in_app(request) else ""
    name = name_of(request)
    shown = client_page(
        appointment,
        device=device_named(name),
        has_entered=has_entered(request),
        in_app_link=link,
        source=source,
        now=clock.now(),
    )
    response = render_room(request, "room/personal.html", shown)
    set_device_cookie(response, public_id, name)
    return response


@for_client
@require_POST
def enter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter the waiting room with this browser; while another device is there, ask the specialist to."""
    appointment, name = appointment_for_client(request, public_id, enters=True), name_of(request)
    enter_waiting_room(appointment_id=appointment.pk, device=device_named(name), now=clock.now())
    response = redirect(grant_path(public_id))
    set_entered_cookie(response, public_id, name)
    return response


@for_client
@require_POST
def connection_test(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What a browser needs for a test of the way to the call."""
    appointment = appointment_for_client(request, public_id)
    return JsonResponse(connection_test_access(appointment, now=clock.now()))


@for_client
@require_POST
def leave_waiting(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go away from the waiting room; the button to enter is there again."""
    appointment = appointment_for_client(request, public_id)
    leave_waiting_room(appointment_id=appointment.pk, now=clock.now())
    messages.success(request, _("You are not waiting any more. You can enter again whenever you like."))
    # A script reloads the page by itself: to follow would show the words to nobody.
    response = HttpResponse(status=204) if wants_json(request) else redirect(grant_path(public_id))
    delete_entered_cookie(response, public_id)
    return response


@for_client
@require_POST
def announce_delay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell the specialist that the client will be late."""
    appointment, form = appointment_for_client(request, public_id), DelayForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["minutes"])))
        return redirect(grant_path(public_id))
    minutes = form.cleaned_data["minutes"]
    announce_client_delay(appointment_id=appointment.pk, minutes=minutes, now=clock.now())
    messages.success(request, _("%(name)s will see this.") % {"name": appointment.specialist.name})
    return redirect(grant_path(public_id))
