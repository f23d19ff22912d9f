"""What is pressed while a time is held until its client confirms it: confirm, or send the message again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from visavis.booking import services
from visavis.booking.access import appointment_for_client, grant_source, hold_for_client
from visavis.booking.errors import BookingRefused, ContactNotConfirmed
from visavis.booking.lifecycle import CHANGEABLE
from visavis.booking.rate_limits import check_message_rate
from visavis.booking.views.booking_form import booked_words, hold_expired
from visavis.lib import clock
from visavis.people.access import for_client
from visavis.people.links import grant_path
from visavis.web.post_only import post_only


def _personal(request: HttpRequest, public_id: UUID) -> str:
    return grant_path(hold_for_client(request, public_id).public_id)


@for_client
@post_only(_personal)
def confirm_contact(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Book the held time: this browser has opened the link that was sent to its client."""
    held, now = hold_for_client(request, public_id), clock.now()
    source, generation = grant_source(request, held), held.link_generation
    try:
        booked = services.confirm_contact(
            appointment_id=held.pk, source=source, generation=generation, now=now
        )
    except ContactNotConfirmed as refusal:
        messages.warning(request, refusal.human)
        return redirect(grant_path(public_id))
    except BookingRefused as refusal:
        return hold_expired(request, public_id, refusal, now=now)
    if booked.lifecycle in CHANGEABLE:
        messages.success(request, booked_words(booked))
    return redirect(grant_path(public_id))


@for_client
@post_only(_personal)
def ask_again(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the message with the link once more."""
    held, now = appointment_for_client(request, public_id), clock.now()
    if not held.awaits_confirmation:
        return redirect(grant_path(public_id))
    check_message_rate(request, held, now=now)
    try:
        services.ask_again(appointment_id=held.pk, now=now)
    except BookingRefused as refusal:
        return hold_expired(request, public_id, refusal, now=now)
    messages.success(request, _("The message with the link is on its way once more."))
    return redirect(grant_path(public_id))
