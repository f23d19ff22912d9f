"""The heartbeat that every open page of the room sends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from visavis.booking.lifecycle import ACTIVE
from visavis.booking.models import Appointment
from visavis.calls.admission import must_wait_again, send_back_to_waiting_room
from visavis.calls.seats import announce_peer, get_locked_seat, record_media, record_missed_media
from visavis.calls.services.media_after_close import record_media_after_close
from visavis.lib.db import WholeRows
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_CLIENT
from visavis.people.parties import Party
from visavis.waiting.admission import open_door_admits
from visavis.waiting.lifecycle import PRESENT
from visavis.waiting.locked_visits import admit_client, get_visit, mark_entered
from visavis.waiting.models import Device, Visit
from visavis.waiting.presence import PRESENCE_GRACE

_APPOINTMENT = WholeRows(Appointment, "service", "specialist", where="booking_appointment.id = %s")


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a page says of itself.

    `connected`: the other's media has come in since the last heartbeat. `missed`: when it came in while
    heartbeats did not reach us, by the page's own word; empty where all did.
    """

    tab: str
    visible: bool
    connected: bool
    camera: Device
    microphone: Device
    missed: Sequence[Interval] = ()


def record_heartbeat(*, appointment_id: int, party: Party, heartbeat: Heartbeat, now: datetime) -> bool:
    """Record how this person is present. Return False when the consultation is over.

    What a page has kept of media while it could not reach us counts even then, up to the end.

    It comes every ten seconds from everyone, so it locks only the person's own rows, except where it changes
    more: the specialist's first heartbeat, a client before an open door, and one who comes back after long.
    """
    is_active, is_recorded = _record_presence(appointment_id, party, heartbeat, now=now)
    if heartbeat.missed and not is_recorded:
        # In a transaction of its own: the appointment is always locked before any visit.
        record_media_after_close(appointment_id, party, tab=heartbeat.tab, missed=heartbeat.missed, now=now)
    return is_active


@transaction.atomic(durable=True)
def _record_presence(
    appointment_id: int, party: Party, heartbeat: Heartbeat, *, now: datetime
) -> tuple[bool, bool]:
    """Return whether the consultation is not over, and whether this person has a place in it."""
    appointment = _APPOINTMENT.get(appointment_id)
    if appointment.lifecycle not in ACTIVE:
        return False, False
    # Read first and lock after: the appointment is always locked before any visit.
    if _changes_more(appointment, party, heartbeat, now=now):
        appointment = Appointment.locked(appointment_id)
        if appointment.lifecycle not in ACTIVE:
            return False, False
        _arrive(appointment, party, heartbeat, now=now)
    visit = Visit.locked(party, appointment_id)
    if visit is None or visit.lifecycle not in PRESENT:
        # Nobody came, or it was closed at this very moment; then the next heartbeat is told.
        return True, False
    # A heartbeat that was on its way when they left, or comes from another tab of theirs, is not a return.
    if not visit.has_left:
        visit.touch(now=now)
        visit.tab, visit.visible = heartbeat.tab, heartbeat.visible
        visit.camera, visit.microphone = heartbeat.camera.value, heartbeat.microphone.value
        visit.save(update_fields=["last_seen_at", "left_at", "tab", "visible", "camera", "microphone"])
        _keep_seat(appointment, party, heartbeat, now=now)
    return True, True


def _changes_more(appointment: Appointment, party: Party, heartbeat: Heartbeat, *, now: datetime) -> bool:
    visit = Visit.of(party, appointment.pk)
    if party is Party.SPECIALIST:
        return visit is None or visit.lifecycle not in PRESENT
    # A client enters by a button; a page that only runs, in a mail scanner for one, has not entered.
    return visit is not None and (
        open_door_admits(appointment, visit, now=now)
        or _comes_back_to_wait(appointment, visit, heartbeat, now=now)
    )


def _comes_back_to_wait(
    appointment: Appointment, visit: Visit, heartbeat: Heartbeat, *, now: datetime
) -> bool:
    # Whoever receives the specialist's media never left: it was the server that was away.
    return not heartbeat.connected and must_wait_again(appointment, visit, now=now)


def _arrive(appointment: Appointment, party: Party, heartbeat: Heartbeat, *, now: datetime) -> None:
    visit = get_visit(appointment, party)
    if party is Party.SPECIALIST:
        mark_entered(visit, now=now)
    elif open_door_admits(appointment, visit, now=now):
        admit_client(appointment, visit, by=THE_CLIENT, now=now)
    elif _comes_back_to_wait(appointment, visit, heartbeat, now=now):
        send_back_to_waiting_room(appointment, visit, now=now)


def _keep_seat(appointment: Appointment, party: Party, heartbeat: Heartbeat, *, now: datetime) -> None:
    seat = get_locked_seat(appointment, party)
    if seat is None or seat.tab != heartbeat.tab:
        return
    if heartbeat.missed:
        record_missed_media(appointment, party, heartbeat.missed, now=now)
    if seat.left_at is not None:
        return
    if now - seat.seen_at > PRESENCE_GRACE:
        # After so long a silence the other side may have been told that nobody is here.
        announce_peer(appointment, seat, now=now)
    seat.seen_at = now
    seat.save(update_fields=["seen_at"])
    told = bool(heartbeat.missed)
    record_media(appointment, party, flows=heartbeat.connected, told=told, now=now)
