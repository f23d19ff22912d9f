"""What people do in the waiting room: one service for one action, one transaction each."""

from visavis.waiting.services.acknowledge import acknowledge_visits
from visavis.waiting.services.admit import admit, admit_locked, decline, message_client
from visavis.waiting.services.announce_delay import (
    DelayAnnouncement,
    announce_client_delay,
    announce_specialist_delay,
)
from visavis.waiting.services.devices import answer_device, require_device
from visavis.waiting.services.enter import enter_waiting_room, leave_waiting_room, open_waiting_room

__all__ = [
    "DelayAnnouncement",
    "acknowledge_visits",
    "admit",
    "admit_locked",
    "announce_client_delay",
    "announce_specialist_delay",
    "answer_device",
    "decline",
    "enter_waiting_room",
    "leave_waiting_room",
    "message_client",
    "open_waiting_room",
    "require_device",
]
