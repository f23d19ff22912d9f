"""Take a seat in the call, and leave it."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from visavis.booking.lifecycle import OPEN, State
from visavis.booking.models import Appointment
from visavis.calls.admission import must_wait_again, send_back_to_waiting_room
from visavis.calls.errors import CallOver, NotAdmitted, SeatTaken
from visavis.calls.models import Connection, Seat
from visavis.calls.peers import peer_id
from visavis.calls.seats import announce_peer, end_media, get_locked_seat
from visavis.people.actors import Actor
from visavis.people.parties import Party, other_party
from visavis.waiting.events import send_to
from visavis.waiting.lifecycle import Stage
from visavis.waiting.locked_visits import get_visit, mark_entered
from visavis.waiting.models import Visit
from visavis.waiting.presence import PRESENCE_GRACE
from visavis.waiting.services import admit_locked
from visavis.waiting.services.devices import hold_device, require_device


@dataclass(frozen=True, slots=True)
class TakenSeat:
    """A seat that was just taken, and the other person's if somebody sits there."""

    appointment: Appointment
    seat: Seat
    peer: Seat | None


def take_seat(
    *,
    appointment_id: int,
    party: Party,
    tab: str,
    take_over: bool,
    now: datetime,
    request: str = "",
    device: str = "",
) -> TakenSeat:
    """Give the seat of `party` to a page. The newest page of a tab wins; another tab has to ask for it.

    `request` names what is asked again when an answer did not come, such as from a slow provider: it gets
    the same seat, and nobody hears of another. A client's `device` that is not the one they are here with
    gets none.

    Raises `NotAdmitted` before the client was let in, and when they were away too long; `SeatTaken` while
    another tab sits there and `take_over` is not set; `OnAnotherDevice`; `CallOver`.
    """
    with transaction.atomic(durable=True):
        appointment = Appointment.locked(appointment_id)
        client = get_visit(appointment, Party.CLIENT)
        if party is Party.CLIENT:
            require_device(client, device, now=now)
        if party is not Party.CLIENT or not _must_wait(appointment, client, now=now):
            return _take_seat(
                appointment, party, tab=tab, take_over=take_over, request=request, device=device, now=now
            )
        hold_device(appointment, client, device)
        send_back_to_waiting_room(appointment, client, now=now)
    # Only now: that the client waits again has to stay.
    raise NotAdmitted


@transaction.atomic(durable=True)
def admit_and_take_seat(*, appointment_id: int, by: Actor, tab: str, now: datetime) -> TakenSeat:
    """Admit the client and give the specialist's seat to the page that did, in one: both want the same lock.

    Done twice it changes nothing. Raises `SeatTaken` where another page has done it and sits there,
    `NobodyWaits`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    was_admitted = _is_admitted(appointment)
    admit_locked(appointment, by=by, now=now)
    if was_admitted and (seat := get_locked_seat(appointment, Party.SPECIALIST)) and seat.is_held(now=now):
        # A second press only leads into the room: the page that sits there stays.
        if seat.tab != tab:
            raise SeatTaken
        return TakenSeat(appointment, seat, _held_peer(appointment, Party.SPECIALIST, now=now))
    return _take_seat(appointment, Party.SPECIALIST, tab=tab, take_over=True, now=now)


def _take_seat(
    appointment: Appointment,
    party: Party,
    *,
    tab: str,
    take_over: bool,
    now: datetime,
    request: str = "",
    device: str = "",
) -> TakenSeat:
    require_admitted(appointment)
    visit = get_visit(appointment, party)
    hold_device(appointment, visit, device)
    visit.touch(now=now)
    mark_entered(visit, now=now)
    seat = get_locked_seat(appointment, party)
    if seat is not None and seat.answers(request, tab=tab):
        seat.seen_at = now
        seat.save(update_fields=["seen_at"])
        return TakenSeat(appointment, seat, _held_peer(appointment, party, now=now))
    if seat is not None and seat.tab != tab and seat.is_held(now=now) and not take_over:
        raise SeatTaken
    if seat is not None and seat.left_at is None:
        send_to(appointment, party, "seat_lost", now=now, seat=seat.token, epoch=seat.epoch)
    seat = seat or Seat(appointment=appointment, party=party.value)
    seat.token, seat.tab, seat.epoch = secrets.token_hex(16), tab, seat.epoch + 1
    seat.request = request
    seat.joined_at = seat.seen_at = now
    seat.left_at = None
    seat.save()
    _count_join(appointment, party, now=now)
    announce_peer(appointment, seat, now=now)
    return TakenSeat(appointment, seat, _held_peer(appointment, party, now=now))


def _held_peer(appointment: Appointment, party: Party, *, now: datetime) -> Seat | None:
    peer = Seat.objects.filter(appointment=appointment, party=other_party(party).value).first()
    return peer if peer is not None and peer.is_held(now=now, silence=PRESENCE_GRACE) else None


@transaction.atomic(durable=True)
def leave_call(*, appointment_id: int, party: Party, tab: str, token: str, now: datetime) -> None:
    """Leave the seat; a page that has taken it meanwhile keeps it."""
    visit = Visit.objects.select_for_update(of=("self",), no_key=True).filter(
        appointment_id=appointment_id, party=party.value
    )
    present = visit.select_related("appointment").first()
    if present is None:
        return
    seat = get_locked_seat(present.appointment, party)
    if seat is None or (seat.tab, seat.token) != (tab, token) or seat.left_at is not None:
        return
    seat.left_at = present.left_at = now
    # Whichever device comes next may.
    present.device = present.asking_device = ""
    seat.save(update_fields=["left_at"])
    present.save(update_fields=["left_at", "device", "asking_device"])
    end_media(present.appointment, party, now=now)
    send_to(
        present.appointment,
        other_party(party),
        "peer_left",
        now=now,
        peer=peer_id(present.appointment, party),
        epoch=seat.epoch,
    )


def _count_join(appointment: Appointment, party: Party, *, now: datetime) -> None:
    record, is_first = Connection.objects.get_or_create(
        appointment=appointment, party=party.value, defaults={"first_joined_at": now}
    )
    if not is_first:
        Connection.objects.filter(pk=record.pk).update(joins=F("joins") + 1)


def require_admitted(appointment: Appointment) -> None:
    """Raises `NotAdmitted` before the client was let in, and `CallOver` once it is over."""
    if appointment.lifecycle in OPEN:
        raise NotAdmitted
    if appointment.lifecycle is not State.IN_PROGRESS:
        raise CallOver
    if not _is_admitted(appointment):
        raise NotAdmitted


def _is_admitted(appointment: Appointment) -> bool:
    if appointment.lifecycle is not State.IN_PROGRESS:
        return False
    client = Visit.of(Party.CLIENT, appointment.pk)
    return client is not None and client.lifecycle is Stage.ADMITTED


def _must_wait(appointment: Appointment, client: Visit, *, now: datetime) -> bool:
    return appointment.lifecycle is State.IN_PROGRESS and must_wait_again(appointment, client, now=now)
