"""The sign of life that every open room page gives."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from visavis.booking.lifecycle import ACTIVE
from visavis.booking.models import Appointment
from visavis.calls.seats import introduce, note_flow, seat_of
from visavis.people.actors import THE_CLIENT
from visavis.people.parties import Party
from visavis.waiting.doors import door_lets_in
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import GRACE, Device, Visit
from visavis.waiting.visits import come, let_in, visit_of

_STAYING = [Stage.WAITING.value, Stage.ADMITTED.value]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a page says of itself. `connected`: the other's media has come in since the last sign."""

    tab: str
    visible: bool
    connected: bool
    camera: Device
    microphone: Device


@transaction.atomic(durable=True)
def beat(*, appointment_id: int, party: Party, sign: Sign, now: datetime) -> bool:
    """Write down how this person is here. Return False when the consultation is over.

    It comes every ten seconds from everyone, so it locks only the person's own rows, except where it changes
    more: the specialist's first sign, and a client before an open door.
    """
    appointment = Appointment.objects.select_related("service").get(pk=appointment_id)
    if appointment.lifecycle not in ACTIVE:
        return False
    # Read first and lock after: whoever locks the appointment does so before any visit.
    if _changes_more(appointment, party, now=now):
        appointment = Appointment.locked(appointment_id)
        if appointment.lifecycle not in ACTIVE:
            return False
        _arrive(appointment, party, now=now)
    rows = Visit.objects.filter(appointment=appointment, party=party.value, stage__in=_STAYING)
    visit = rows.select_for_update(no_key=True).first()
    # A sign that was on its way when they left, or comes from another tab of theirs, is not a return.
    if visit is not None and not visit.has_left:
        visit.sign(now=now)
        visit.tab, visit.visible = sign.tab, sign.visible
        visit.camera, visit.microphone = sign.camera.value, sign.microphone.value
        visit.save(update_fields=["last_seen_at", "left_at", "tab", "visible", "camera", "microphone"])
        _keep_seat(appointment, party, sign, now=now)
    return True


def _changes_more(appointment: Appointment, party: Party, *, now: datetime) -> bool:
    visit = Visit.objects.filter(appointment=appointment, party=party.value).first()
    if party is Party.SPECIALIST:
        return visit is None or visit.stage not in _STAYING
    # A client enters by a button; a page that merely runs, in a mail scanner for one, is nobody.
    return visit is not None and door_lets_in(appointment, visit, now=now)


def _arrive(appointment: Appointment, party: Party, *, now: datetime) -> None:
    visit = visit_of(appointment, party)
    if party is Party.SPECIALIST:
        come(visit, now=now)
    elif door_lets_in(appointment, visit, now=now):
        let_in(appointment, visit, by=THE_CLIENT, now=now)


def _keep_seat(appointment: Appointment, party: Party, sign: Sign, *, now: datetime) -> None:
    seat = seat_of(appointment, party)
    if seat is None or seat.tab != sign.tab or seat.left_at is not None:
        return
    if now - seat.seen_at > GRACE:
        # After so long a silence the other side may have been told that nobody is here.
        introduce(appointment, seat, now=now)
    seat.seen_at = now
    seat.save(update_fields=["seen_at"])
    note_flow(appointment, party, flows=sign.connected, now=now)
