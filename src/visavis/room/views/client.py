"""The client's side: the one page behind the personal link, and what its room says."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from visavis.booking.access import appointment_for_client
from visavis.booking.views.links import is_in_app
from visavis.lib import clock
from visavis.people.access import for_client
from visavis.people.links import grant_path, personal_link
from visavis.room import bodies, talk
from visavis.room.forms import LateForm
from visavis.room.participants import the_client
from visavis.room.presenting import personal_context
from visavis.room.rehearsal import servers_for_a_test
from visavis.waiting.services import announce_client_delay, enter_waiting_room, leave_waiting_room
from visavis.web.refusals import wants_json

ENTERED_COOKIE = "entered"
ENTERED_AGE_S = 24 * 3600


@for_client
@require_safe
def personal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whatever the appointment is at this moment: asked for, ahead, the waiting room, the call, over."""
    appointment = appointment_for_client(request, public_id)
    # By a cookie: a link that a mail scanner opens, or a second device, has not entered.
    entered_here = bool(request.COOKIES.get(ENTERED_COOKIE))
    context = personal_context(appointment, entered_here=entered_here, now=clock.now())
    if is_in_app(request):
        context["in_app_link"] = link = personal_link(appointment.public_id, appointment.link_generation)
        context.get("room_config", {})["link"] = link
    return render(request, "room/personal.html", context)


@for_client
@require_POST
def enter_room(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter the waiting room with this browser."""
    appointment = appointment_for_client(request, public_id)
    enter_waiting_room(appointment_id=appointment.pk, now=clock.now())
    response = redirect(grant_path(public_id))
    _keep_entered(response, public_id)
    return response


@for_client
@require_POST
def relay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Credentials for a test of the relay."""
    appointment = appointment_for_client(request, public_id)
    return JsonResponse({"iceServers": servers_for_a_test(appointment, now=clock.now())})


@for_client
@require_POST
def leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go away from the waiting room; the button to enter is there again."""
    appointment = appointment_for_client(request, public_id)
    leave_waiting_room(appointment_id=appointment.pk, now=clock.now())
    messages.success(request, _("You are not waiting any more. You can enter again whenever you like."))
    # A script reloads the page by itself: to follow would show the words to nobody.
    response = HttpResponse(status=204) if wants_json(request) else redirect(grant_path(public_id))
    _forget_entered(response, public_id)
    return response


@for_client
@require_POST
def say_late(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell the specialist that one will be late."""
    appointment, form = appointment_for_client(request, public_id), LateForm(request.POST)
    if not form.is_valid():
        messages.warning(request, " ".join(map(str, form.errors["minutes"])))
        return redirect(grant_path(public_id))
    minutes = form.cleaned_data["minutes"]
    announce_client_delay(appointment_id=appointment.pk, minutes=minutes, now=clock.now())
    messages.success(request, _("%(name)s will see this.") % {"name": appointment.specialist.name})
    return redirect(grant_path(public_id))


@for_client
@require_GET
def events(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What has happened since the page asked last."""
    return talk.events_for(request, the_client(request, public_id))


@for_client
@require_POST
def live(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A ticket to hear at once what happens."""
    return talk.ticket_for(the_client(request, public_id))


@for_client
@require_GET
def state(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the consultation stands."""
    return talk.state_for(the_client(request, public_id))


@for_client
@require_POST
def join(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the client's seat in the call."""
    response = talk.join_as(request, the_client(request, public_id))
    # Whoever came back after leaving is inside again, also when they reload.
    _keep_entered(response, public_id)
    return response


@for_client
@require_POST
def send_signal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Pass a signal to the specialist's page."""
    return talk.signal_from(request, the_client(request, public_id))


@for_client
@require_POST
def give_sign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say that the client is here, and how."""
    return talk.beat_from(request, the_client(request, public_id))


@for_client
@require_POST
def leave_call(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give up the client's seat.

    A page that closes says so, too, and may be a reload. Who pressed the button is asked before they are on
    air again.
    """
    response = talk.leave_as(request, the_client(request, public_id))
    if bodies.read(request, talk.LEAVE)["pressed"]:
        _forget_entered(response, public_id)
    return response


def _keep_entered(response: HttpResponse, public_id: UUID) -> None:
    response.set_cookie(
        ENTERED_COOKIE,
        "1",
        max_age=ENTERED_AGE_S,
        path=grant_path(public_id),
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def _forget_entered(response: HttpResponse, public_id: UUID) -> None:
    response.delete_cookie(ENTERED_COOKIE, path=grant_path(public_id), samesite="Lax")
