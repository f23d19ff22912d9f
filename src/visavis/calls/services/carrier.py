"""Hold a call browser to browser, where the provider that was to carry it is away."""

from datetime import datetime

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.calls.facts import CarrierChanged
from visavis.calls.models import Call
from visavis.calls.permissions import carrier_refusal
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import Actor
from visavis.video.p2p import PeerToPeer
from visavis.video.port import RoomRef
from visavis.waiting.events import send_to_both


@transaction.atomic(durable=True)
def hold_browser_to_browser(*, appointment_id: int, by: Actor, now: datetime) -> None:
    """From now on this one call goes from browser to browser. Pages in it join again. Twice is harmless.

    Raises `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(carrier_refusal(appointment.snapshot))
    call = Call.objects.select_for_update(no_key=True).filter(appointment=appointment).first()
    left = call.ref if call else RoomRef("", "")
    if left.provider == PeerToPeer.name:
        return
    call = call or Call(appointment=appointment)
    call.provider, call.room, call.ensured_at = PeerToPeer.name, "", None
    call.save()
    publish(CarrierChanged(appointment, by=by, at=now, left=left))
    send_to_both(appointment, "carrier_changed", now=now, provider=call.provider)
