"""What people do in the waiting room: one service for one action, one transaction each."""

from visavis.waiting.services.answering import admit, admit_to, answer, decline
from visavis.waiting.services.coming import enter, leave_waiting, open_room
from visavis.waiting.services.lateness import Told, client_is_late, specialist_is_late
from visavis.waiting.services.noticing import notice

__all__ = [
    "Told",
    "admit",
    "admit_to",
    "answer",
    "client_is_late",
    "decline",
    "enter",
    "leave_waiting",
    "notice",
    "open_room",
    "specialist_is_late",
]
