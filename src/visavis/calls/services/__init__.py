"""What people do in a call: one service for one action, one transaction each."""

from visavis.calls.services.carrier import hold_browser_to_browser
from visavis.calls.services.chat import send_chat_message
from visavis.calls.services.close import close_due, correct_outcome, end_for_both, mark_no_show
from visavis.calls.services.connection_report import ConnectionReport, record_connection
from visavis.calls.services.heartbeat import Heartbeat, record_heartbeat
from visavis.calls.services.join import TakenSeat, admit_and_take_seat, leave_call, take_seat
from visavis.calls.services.provider_facts import record_attendance, record_provider_fact
from visavis.calls.services.signalling import prune_signals, send_signal

__all__ = [
    "ConnectionReport",
    "Heartbeat",
    "TakenSeat",
    "admit_and_take_seat",
    "close_due",
    "correct_outcome",
    "end_for_both",
    "hold_browser_to_browser",
    "leave_call",
    "mark_no_show",
    "prune_signals",
    "record_attendance",
    "record_connection",
    "record_heartbeat",
    "record_provider_fact",
    "send_chat_message",
    "send_signal",
    "take_seat",
]
