"""What people do in a call: one service for one action, one transaction each."""

from visavis.calls.services.beat import Sign, beat
from visavis.calls.services.chat import say
from visavis.calls.services.close import close_due, correct, did_not_come, end_for_both
from visavis.calls.services.join import Taken, leave, let_in_and_sit, take_seat
from visavis.calls.services.report import Report, report
from visavis.calls.services.signal import signal

__all__ = [
    "Report",
    "Sign",
    "Taken",
    "beat",
    "close_due",
    "correct",
    "did_not_come",
    "end_for_both",
    "leave",
    "let_in_and_sit",
    "report",
    "say",
    "signal",
    "take_seat",
]
