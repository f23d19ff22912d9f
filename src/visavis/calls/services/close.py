"""End consultations, by hand and by the clock, and correct what became of them."""

from datetime import datetime

from django.db import transaction

from visavis.booking.lifecycle import ACTIVE, OVER, Absent, Action, State
from visavis.booking.models import Appointment
from visavis.calls.facts import ConsultationClosed, OutcomeCorrected
from visavis.calls.models import Seat
from visavis.calls.outcome import Outcome, outcome, verdict
from visavis.calls.permissions import correct_refusal, end_refusal, no_show_refusal
from visavis.calls.queries import outcome_facts
from visavis.calls.seats import end_media
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import THE_SYSTEM, Actor
from visavis.people.parties import CALL_PARTIES, Party
from visavis.waiting.events import send_to_both
from visavis.waiting.locked_visits import close_visits, get_visit, lock_visits

_CLOSING = {
    State.COMPLETED: Action.COMPLETE,
    State.TECHNICAL_FAILURE: Action.FAIL,
    State.NO_SHOW: Action.MISS,
}
_CORRECTING = {
    State.COMPLETED: Action.CORRECT_TO_COMPLETED,
    State.TECHNICAL_FAILURE: Action.CORRECT_TO_TECHNICAL_FAILURE,
    State.NO_SHOW: Action.CORRECT_TO_NO_SHOW,
}


@transaction.atomic(durable=True)
def end_for_both(*, appointment_id: int, by: Actor, now: datetime) -> Appointment:
    """The specialist ends the consultation; what it was follows from the facts. Twice is harmless.

    Raises `NotPossibleNow` when it never began.
    """
    appointment = Appointment.locked(appointment_id)
    if appointment.lifecycle in OVER:
        return appointment
    require(end_refusal(appointment.snapshot))
    lock_visits(appointment)
    for party in CALL_PARTIES:
        end_media(appointment, party, now=now)
    _close(appointment, verdict(outcome_facts(appointment, now=now, ended=True)), by=by, now=now)
    return appointment


@transaction.atomic(durable=True)
def mark_no_show(*, appointment_id: int, by: Actor, now: datetime) -> Appointment:
    """Staff say that the client did not come; possible from ten minutes after the start.

    Raises `TooEarlyForNoShow`, `ClientIsHere`, `ClientCame`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    lock_visits(appointment)
    client = get_visit(appointment, Party.CLIENT)
    came, is_here = client.entered_at is not None, client.is_here(now=now)
    require(no_show_refusal(appointment.snapshot, client_came=came, client_is_here=is_here, now=now))
    _close(appointment, Outcome(State.NO_SHOW, Absent.CLIENT), by=by, now=now)
    return appointment


def close_due(*, now: datetime) -> int:
    """Close every consultation whose time has come, each in its own transaction; return how many."""
    due = Appointment.objects.filter(state__in=[state.value for state in ACTIVE], ends_at__lte=now)
    keys = due.order_by("ends_at").values_list("pk", flat=True)
    return sum(_close_if_over(key, now=now) for key in list(keys))


@transaction.atomic(durable=True)
def correct_outcome(
    *, appointment_id: int, to: State, absent: Absent | None, reason: str, by: Actor, now: datetime
) -> Appointment:
    """Staff know better what became of it. `absent` says who did not come, for a no-show.

    Raises `ReasonMissing`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    require(correct_refusal(appointment.snapshot, to, reason=reason))
    appointment.absent = (absent or Absent.CLIENT).value if to is State.NO_SHOW else ""
    appointment.transition(_CORRECTING[to], by=by, now=now, reason=reason.strip())
    publish(OutcomeCorrected(appointment, by=by, at=now))
    return appointment


@transaction.atomic(durable=True)
def _close_if_over(appointment_id: int, *, now: datetime) -> bool:
    appointment = Appointment.locked(appointment_id)
    # It may have been closed, moved or cancelled since it was found.
    if appointment.lifecycle not in ACTIVE:
        return False
    lock_visits(appointment)
    found = outcome(outcome_facts(appointment, now=now), now)
    if found is None:
        return False
    _close(appointment, found, by=THE_SYSTEM, now=now)
    return True


def _close(appointment: Appointment, found: Outcome, *, by: Actor, now: datetime) -> None:
    action = _CLOSING[found.state]
    if found.state is State.COMPLETED and appointment.is_open:
        action = Action.ATTEND
    appointment.absent = found.absent.value if found.absent else ""
    appointment.transition(action, by=by, now=now)
    Seat.objects.filter(appointment=appointment, left_at__isnull=True).update(left_at=now)
    close_visits(appointment)
    send_to_both(appointment, "ended", now=now)
    publish(ConsultationClosed(appointment, by=by, at=now))
