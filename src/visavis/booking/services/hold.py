"""Hold a slot while its form is filled in, release it, and expire holds."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from visavis.booking.availability import require_offered
from visavis.booking.errors import CannotBookOnline, SlotTaken, TooManyFromNetwork, TooManyHolds
from visavis.booking.facts import SlotHeld
from visavis.booking.lifecycle import Action, State
from visavis.booking.models import Appointment
from visavis.booking.models.appointments import OVERLAP, UNPROVEN_AHEAD_SQL
from visavis.lib.db import refusing
from visavis.lib.facts import publish
from visavis.lib.intervals import Interval
from visavis.people.actors import THE_CLIENT, THE_SYSTEM
from visavis.people.models import Specialist
from visavis.schedule.models import Service

HOLDS_PER_BROWSER = 3
FROM_ADDRESS, FROM_ADDRESS_WITH_SPECIALIST = 40, 12
"""How many holds, and coming bookings whose contact is not proven, one address has; generous in all, for a
mobile operator may stand between us and thousands of people."""
FROM_NETWORK, FROM_NETWORK_WITH_SPECIALIST = 80, 24
"""The same of the network around it."""


@dataclass(frozen=True, slots=True)
class HoldOwner:
    """Who holds a slot: a browser, an address and the network around it, all as pseudonyms."""

    browser: str
    address: str = ""
    network: str = ""
    former_networks: tuple[str, ...] = ()
    """Other pseudonyms of the network: those under keys that were rotated out."""


@transaction.atomic(durable=True)
def hold_slot(
    *,
    service: UUID,
    start: datetime,
    owner: HoldOwner,
    keep: timedelta,
    now: datetime,
    zone: str = "",
    confirm_first: bool = False,
    needs_proof: bool = False,
) -> Appointment:
    """Keep a time from `start` (UTC) for the owner, for as long as `keep`. `zone` is theirs, if known.

    With `confirm_first` it can be booked only by the link that will be sent to its client, with
    `needs_proof` only with a proof of work, unless the client is known.
    Holding what one holds already, by a second press or from the browser's history, changes nothing.
    Raises `SlotTaken`, `SlotNotOffered`, `ServiceNotBookable`, `TooManyHolds`, `Service.DoesNotExist`.
    """
    # The constraint alone is correct, but two inserts that meet head-on deadlock.
    chosen = Service.with_specialist_locked(public_id=service)
    return hold_locked(
        chosen,
        start=start,
        owner=owner,
        keep=keep,
        now=now,
        zone=zone,
        confirm_first=confirm_first,
        needs_proof=needs_proof,
    )


def hold_locked(
    service: Service,
    *,
    start: datetime,
    owner: HoldOwner,
    keep: timedelta,
    now: datetime,
    zone: str,
    confirm_first: bool = False,
    needs_proof: bool = False,
) -> Appointment:
    """`hold_slot` for a service whose specialist is locked already."""
    holds = _holds_around(owner, service, now=now)
    if any(hold.held_until is not None and hold.held_until <= now for hold in holds):
        expire_held(service.specialist, now=now)
    if mine := _kept_already(holds, owner, service, start, now=now):
        return mine
    slot = service.slot_from(start)
    require_offered(service, slot, now=now)
    held = new_appointment(service, slot, State.HELD, now=now)
    held.held_until, held.held_by = now + keep, owner.browser
    held.held_from, held.held_network = owner.address, owner.network
    held.client_zone, held.confirm_first, held.needs_proof = zone, confirm_first, needs_proof
    with refusing(OVERLAP, SlotTaken()):
        held.create(by=THE_CLIENT, now=now)
    publish(SlotHeld(held, by=THE_CLIENT, at=now))
    return held


@transaction.atomic(durable=True)
def release_hold(*, appointment_id: int, now: datetime) -> None:
    """Release a held slot before its time is up: nothing of it is kept.

    One that its client was asked to confirm expires, so that the link to it can say so. One that is no
    longer held stays as it is.
    """
    with suppress(Appointment.DoesNotExist):
        held = Appointment.locked(appointment_id)
        if held.awaits_confirmation:
            held.transition(Action.EXPIRE, by=THE_CLIENT, now=now)
        elif held.lifecycle is State.HELD:
            held.delete()


@transaction.atomic(durable=True)
def expire_holds(*, now: datetime) -> int:
    """Mark all holds that ran out, and return how many.

    Nothing waits for this: a hold that ran out is not busy, and services mark it before they need its time.
    """
    waiting = Appointment.objects.filter(state=State.HELD.value, held_until__lte=now)
    specialists = sorted(set(waiting.values_list("specialist_id", flat=True)))
    locked = Specialist.objects.filter(pk__in=specialists).order_by("pk").select_for_update(no_key=True)
    return sum(expire_held(specialist, now=now) for specialist in locked)


def expire_held(specialist: Specialist, *, now: datetime) -> int:
    """Mark what ran out among a locked specialist's holds; before that they are still in the constraint."""
    rows = Appointment.objects.filter(
        specialist=specialist, state=State.HELD.value, held_until__lte=now
    ).select_for_update(no_key=True)
    expired = list(rows)
    for held in expired:
        held.transition(Action.EXPIRE, by=THE_SYSTEM, now=now)
    return len(expired)


def new_appointment(service: Service, slot: Interval, state: State, *, now: datetime) -> Appointment:
    """An appointment for `slot`; not stored yet."""
    appointment = Appointment(
        specialist=service.specialist,
        service=service,
        state=state.value,
        room_name=uuid.uuid4().hex,
        created_at=now,
    )
    appointment.set_time(slot)
    return appointment


_BLOCKED = "blocked"
_COLUMNS = "id, specialist_id, service_id, starts_at, held_until, held_by, held_from, held_network"
# By hand: everybody who wants a time asks this while the specialist is locked.
_HOLDS_AROUND = f"""
SELECT {_COLUMNS} FROM booking_appointment
WHERE state = 'held' AND (
    specialist_id = %(specialist)s OR held_by = %(browser)s
    OR (held_from = %(address)s AND held_from <> '') OR (held_network = %(network)s AND held_network <> '')
)
UNION ALL
SELECT {_COLUMNS} FROM booking_appointment
WHERE held_network = %(network)s AND held_network <> '' AND {UNPROVEN_AHEAD_SQL}
UNION ALL
SELECT id, 0, 0, created_at, NULL, '{_BLOCKED}', code, code FROM booking_blockedvisitor
WHERE is_network AND code = ANY(%(codes)s)
"""  # noqa: S608  its parts are ours


class _Hold(NamedTuple):
    """The columns that another hold needs of a hold, or of a booking whose contact is not proven."""

    pk: int
    specialist_id: int
    service_id: int
    starts_at: datetime
    held_until: datetime | None
    held_by: str
    held_from: str
    held_network: str


def _holds_around(owner: HoldOwner, service: Service, *, now: datetime) -> list[_Hold]:
    """The visitor's holds and unproven bookings, and the specialist's holds, those that ran out too.

    A block is one more row, so that nobody waits for another statement.
    """
    asked: dict[str, Any] = {
        "specialist": service.specialist_id, "browser": owner.browser, "address": owner.address,
        "network": owner.network, "codes": [owner.network, *owner.former_networks], "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS_AROUND, asked)
        return [_Hold(*row) for row in cursor.fetchall()]


def _kept_already(
    holds: list[_Hold], owner: HoldOwner, service: Service, start: datetime, *, now: datetime
) -> Appointment | None:
    """The visitor's own hold of this time, if it is among those that still hold. Raises `TooManyHolds`."""
    if any(hold.held_by == _BLOCKED for hold in holds):
        raise CannotBookOnline
    live = [hold for hold in holds if hold.held_until is None or now < hold.held_until]
    mine = [hold for hold in live if hold.held_until and hold.held_by == owner.browser]
    for hold in mine:
        if (hold.service_id, hold.starts_at) == (service.pk, start):
            return Appointment.objects.select_related("service", "specialist").get(pk=hold.pk)
    from_address = [hold for hold in live if owner.address and hold.held_from == owner.address]
    from_network = [hold for hold in live if owner.network and hold.held_network == owner.network]
    if len(mine) >= HOLDS_PER_BROWSER:
        raise TooManyHolds
    if _are_too_many(from_address, service, FROM_ADDRESS, FROM_ADDRESS_WITH_SPECIALIST) or _are_too_many(
        from_network, service, FROM_NETWORK, FROM_NETWORK_WITH_SPECIALIST
    ):
        raise TooManyFromNetwork
    return None


def _are_too_many(holds: list[_Hold], service: Service, in_all: int, with_specialist: int) -> bool:
    of_specialist = sum(hold.specialist_id == service.specialist_id for hold in holds)
    return len(holds) >= in_all or of_specialist >= with_specialist
