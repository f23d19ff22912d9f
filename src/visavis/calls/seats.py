"""Steps on seats and on stretches of flowing media, shared by the services."""

from datetime import datetime

from visavis.booking.models import Appointment
from visavis.calls.errors import StaleSeat
from visavis.calls.models import GAP, Presence, Seat
from visavis.people.parties import Party, other_party
from visavis.waiting.streams import tell


def seat_of(appointment: Appointment, party: Party) -> Seat | None:
    """The seat of `party`, locked, or None while nobody ever sat there."""
    rows = Seat.objects.filter(appointment=appointment, party=party.value)
    return rows.select_for_update(no_key=True).first()


def held_seat(appointment: Appointment, party: Party, *, token: str, epoch: int) -> Seat:
    """The seat of `party`, if this page load holds it. Raises `StaleSeat`."""
    seat = Seat.objects.filter(appointment=appointment, party=party.value).first()
    if seat is None or not seat.belongs_to(token=token, epoch=epoch):
        raise StaleSeat
    return seat


def introduce(appointment: Appointment, seat: Seat, *, now: datetime) -> None:
    """Tell the other person that this page is in the call."""
    to = other_party(Party(seat.party))
    tell(appointment, to, "peer_joined", now=now, party=seat.party, seat=seat.token, epoch=seat.epoch)


def note_flow(appointment: Appointment, party: Party, *, flows: bool, now: datetime) -> None:
    """Write down that media comes in from the other person, or that it has ceased to.

    A stretch ends where its last sign was, so an unnoticed break never counts as time together.
    """
    stretch = _open_stretch(appointment, party)
    if stretch is not None:
        is_one = now - stretch.last_seen_at <= GAP
        if flows and is_one:
            stretch.last_seen_at = max(now, stretch.last_seen_at)
            stretch.save(update_fields=["last_seen_at"])
            return
        stretch.ended_at = stretch.last_seen_at
        stretch.save(update_fields=["ended_at"])
    if flows:
        Presence.objects.create(
            appointment=appointment, party=party.value, connected_at=now, last_seen_at=now
        )


def end_flow(appointment: Appointment, party: Party, *, now: datetime) -> None:
    """The person leaves: media flowed until now, if its last sign was a moment ago."""
    stretch = _open_stretch(appointment, party)
    if stretch is None:
        return
    if now - stretch.last_seen_at <= GAP:
        stretch.last_seen_at = max(now, stretch.last_seen_at)
    stretch.ended_at = stretch.last_seen_at
    stretch.save(update_fields=["last_seen_at", "ended_at"])


def _open_stretch(appointment: Appointment, party: Party) -> Presence | None:
    rows = Presence.objects.filter(appointment=appointment, party=party.value, ended_at__isnull=True)
    return rows.select_for_update(no_key=True).first()
