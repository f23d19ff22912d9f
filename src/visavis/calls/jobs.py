"""What the worker does about calls. Every job is harmless twice."""

import logging
from datetime import datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from visavis.booking.models import Appointment
from visavis.calls.away import look_for_all
from visavis.calls.models import Call, Seat
from visavis.calls.peers import peer_id
from visavis.calls.reconciler import reconcile_calls
from visavis.calls.services import close_due, prune_signals
from visavis.lib import clock
from visavis.people.parties import Party
from visavis.video.port import RoomRef, VideoError
from visavis.video.providers import provider_of

logger = logging.getLogger(__name__)

PATIENTLY = RetryStrategy(max_attempts=8, exponential_wait=3, retry_exceptions={VideoError})
"""A provider that is away for some minutes is asked again, after 3, 9, 27 … seconds."""


@app.periodic(cron="* * * * *", periodic_id="close_consultations")
@app.task(name="calls.close_consultations", queueing_lock="calls.close_consultations")
def close_consultations(timestamp: int) -> None:
    """Once a minute: close the consultations that are over."""
    close_due(now=clock.now())


@app.periodic(cron="* * * * *", periodic_id="delete_old_signals")
@app.task(name="calls.delete_old_signals", queueing_lock="calls.delete_old_signals", pass_context=False)
def delete_old_signals(timestamp: int) -> None:
    """Once a minute: delete the signals that no page needs any more."""
    prune_signals(now=clock.now())


@app.periodic(cron="* * * * *", periodic_id="reconcile_calls")
@app.task(name="calls.reconcile", queueing_lock="calls.reconcile", pass_context=False)
def reconcile(timestamp: int) -> None:
    """Once a minute: ask the providers who is in the calls that are going on."""
    reconcile_calls(clock.now)


@app.periodic(cron="* * * * *", periodic_id="look_for_providers")
@app.task(name="calls.look_for_providers", queueing_lock="calls.look_for_providers", pass_context=False)
def look_for_providers(timestamp: int) -> None:
    """Once a minute: see whether the providers that calls may be held at are there."""
    look_for_all(now=clock.now())


@app.task(name="calls.close_room", retry=PATIENTLY)
def close_room(provider: str, room: str) -> None:
    """Ask the provider to end the room of a consultation that is over."""
    ref = RoomRef(provider, room)
    try:
        provider_of(ref).close_room(ref)
    except VideoError as error:
        _raise_unless_permanent(error, f"The room at {provider} is not closed")


@app.task(name="calls.remove_person", retry=PATIENTLY)
def remove_person(appointment: int, party: str, asked_at: str) -> None:
    """Ask the provider to put somebody out of the call whose page may not sit there any more.

    Somebody who has been let in again meanwhile, or came with another device, stays.
    """
    call = Call.objects.filter(appointment_id=appointment).exclude(room="").first()
    seats = Seat.objects.filter(appointment_id=appointment, party=party, left_at__isnull=True)
    if call is None or seats.filter(joined_at__gt=datetime.fromisoformat(asked_at)).exists():
        return
    identity = peer_id(Appointment.objects.get(pk=appointment), Party(party))
    try:
        provider_of(call.ref).remove(call.ref, identity=identity)
    except VideoError as error:
        _raise_unless_permanent(error, f"Somebody is not removed from a room at {call.provider}")


def _raise_unless_permanent(error: VideoError, what: str) -> None:
    """To ask again may help, or it is said once."""
    if not error.permanent:
        raise error
    logger.error("%s, and to ask again does not help: %s", what, error)
