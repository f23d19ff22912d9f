"""Steps on seats and on connected intervals, shared by the services."""

from collections.abc import Sequence
from datetime import datetime

from visavis.booking.models import Appointment
from visavis.calls.errors import StaleSeat
from visavis.calls.models import MAX_MEDIA_GAP, ConnectedInterval, Connection, Seat
from visavis.calls.peers import party_name, peer_id
from visavis.lib.db import WholeRows
from visavis.lib.intervals import Interval, clip, merge, subtract
from visavis.people.parties import Party, other_party
from visavis.waiting.events import send_to

# Every page of a room asks for it every ten seconds.
_LOCKED = WholeRows(Seat, where="appointment_id = %s AND party = %s", lock=Seat._meta.db_table)


def get_locked_seat(appointment: Appointment, party: Party) -> Seat | None:
    """The seat of `party`, locked, or None where nobody has taken it yet."""
    return _LOCKED.first(appointment.pk, party.value)


def get_held_seat(appointment: Appointment, party: Party, *, token: str, epoch: int) -> Seat:
    """The seat of `party`, if this page load holds it. Raises `StaleSeat`."""
    seat = Seat.objects.filter(appointment=appointment, party=party.value).first()
    if seat is None or not seat.belongs_to(token=token, epoch=epoch):
        raise StaleSeat
    return seat


def announce_peer(appointment: Appointment, seat: Seat, *, now: datetime) -> None:
    """Tell the other person that this page is in the call."""
    to = other_party(Party(seat.party))
    party = Party(seat.party)
    send_to(
        appointment,
        to,
        "peer_joined",
        now=now,
        peer=peer_id(appointment, party),
        party=seat.party,
        name=party_name(appointment, party),
        epoch=seat.epoch,
    )


def record_media(
    appointment: Appointment, party: Party, *, flows: bool, now: datetime, told: bool = False
) -> None:
    """Record whether media arrives from the other person.

    An interval ends at its last heartbeat, so a break that nobody noticed never counts as time together.
    `told`: the page itself has said what came in since its last heartbeat that reached us.
    """
    interval = _get_open_interval(appointment, party)
    if interval is not None:
        is_continuous = now - interval.last_seen_at <= MAX_MEDIA_GAP
        if flows and is_continuous:
            interval.last_seen_at = max(now, interval.last_seen_at)
            interval.save(update_fields=["last_seen_at"])
            return
        interval.ended_at = interval.last_seen_at
        interval.went_silent = flows and not told
        interval.save(update_fields=["ended_at", "went_silent"])
    if flows:
        ConnectedInterval.objects.create(
            appointment=appointment, party=party.value, connected_at=now, last_seen_at=now
        )


def record_missed_media(
    appointment: Appointment, party: Party, missed: Sequence[Interval], *, now: datetime
) -> None:
    """Add the time in which media arrived while the page could not reach us, by its own word.

    It counts from when this person first sat in the call until now, and once. Time together is what both
    have, so it proves nothing without the other's.
    """
    record = Connection.objects.filter(appointment=appointment, party=party.value).first()
    if record is None:
        return
    rows = ConnectedInterval.objects.filter(appointment=appointment, party=party.value)
    known = [row.span for row in rows]
    possible = clip(merge(missed), Interval(record.first_joined_at, now))
    ConnectedInterval.objects.bulk_create(
        ConnectedInterval(
            appointment=appointment, party=party.value, connected_at=start, last_seen_at=end, ended_at=end
        )
        for start, end in subtract(possible, known)
    )


def end_media(appointment: Appointment, party: Party, *, now: datetime) -> None:
    """End the open interval: now, if its last heartbeat was a moment ago."""
    interval = _get_open_interval(appointment, party)
    if interval is None:
        return
    if now - interval.last_seen_at <= MAX_MEDIA_GAP:
        interval.last_seen_at = max(now, interval.last_seen_at)
    interval.ended_at = interval.last_seen_at
    interval.save(update_fields=["last_seen_at", "ended_at"])


def _get_open_interval(appointment: Appointment, party: Party) -> ConnectedInterval | None:
    rows = ConnectedInterval.objects.filter(appointment=appointment, party=party.value, ended_at__isnull=True)
    return rows.select_for_update(no_key=True).first()
