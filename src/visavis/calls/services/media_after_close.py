"""Count what a page tells of a call that was closed while the page could not reach us."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from visavis.booking.lifecycle import OVER, Action, State
from visavis.booking.models import Appointment
from visavis.calls.facts import OutcomeCorrected
from visavis.calls.outcome import MIN_TIME_TOGETHER
from visavis.calls.queries import summarize_call
from visavis.calls.seats import get_locked_seat, record_missed_media
from visavis.lib.facts import publish
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_SYSTEM
from visavis.people.parties import Party

_CLOSING = (Action.COMPLETE.value, Action.ATTEND.value, Action.MISS.value, Action.FAIL.value)


@transaction.atomic(durable=True)
def record_media_after_close(
    appointment_id: int, party: Party, *, tab: str, missed: Sequence[Interval], now: datetime
) -> None:
    """Add what came in before the closing, and correct the outcome where both were together for long enough.

    An outcome that staff have corrected stays.
    """
    appointment = Appointment.locked(appointment_id)
    last = appointment.transitions.last()
    closing = appointment.transitions.filter(action__in=_CLOSING).last()
    if appointment.lifecycle not in OVER or last is None or closing is None:
        return
    seat = get_locked_seat(appointment, party)
    if seat is None or seat.tab != tab:
        return
    record_missed_media(appointment, party, missed, now=min(now, closing.at))
    call = summarize_call(appointment)
    is_consultation = call is not None and call.time_together >= MIN_TIME_TOGETHER
    if last == closing and is_consultation and appointment.lifecycle is not State.COMPLETED:
        appointment.absent = ""
        appointment.transition(Action.CORRECT_TO_COMPLETED, by=THE_SYSTEM, now=now)
        publish(OutcomeCorrected(appointment, by=THE_SYSTEM, at=now))
