"""The chat of a call.

A message is an event on both people's streams and nothing else: it reaches the other at once, is there after
a reload, and is deleted with the events a day later. What is worth keeping belongs into the notes or the
summary, whose life is governed; a chat that is kept for ever is one that nobody decided to keep.
"""

from datetime import datetime

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.calls.queries import CHAT
from visavis.calls.services.join import require_admitted
from visavis.live.models import Event
from visavis.people.parties import Party
from visavis.waiting.events import party_stream, send_to_both

MAX_CHAT_LENGTH = 2000
"""Letters in one line."""


@transaction.atomic(durable=True)
def send_chat_message(*, appointment_id: int, party: Party, key: str, text: str, now: datetime) -> bool:
    """Put `text` on both streams; return whether that is new. `key` is the sender's own name for the line.

    Raises `NotAdmitted`, `CallOver`.
    """
    # Locked: two attempts at one line must not both be the first.
    appointment = Appointment.locked(appointment_id)
    require_admitted(appointment)
    if Event.objects.filter(stream_id=party_stream(appointment, party), kind=CHAT, payload__key=key).exists():
        return False
    send_to_both(appointment, CHAT, now=now, key=key, by=party.value, text=text, at=now.isoformat())
    return True
