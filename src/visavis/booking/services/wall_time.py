"""What a new zone law means for what was booked: find it, and tell the client. Moving back is in `change`."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from visavis.booking.facts import WallTimeTold
from visavis.booking.lifecycle import Action
from visavis.booking.models import Appointment, ZoneRules
from visavis.booking.permissions import wall_time_refusal
from visavis.lib.errors import require
from visavis.lib.facts import publish
from visavis.people.actors import Actor

_FIELDS = ("pk", "starts_at", "booked_zone", "booked_local_time", "shifted_local_time")


def compare_wall_times(*, version: str, now: datetime) -> int:
    """Mark the appointments to come that moved on the wall, unless `version` is the law of the last time.

    Returns how many marks changed. Each is a statement of its own, so no appointment is locked beside
    another and a move in between wins; the version is stored last, so what a crash cut off is done again.
    """
    if ZoneRules.objects.filter(pk=1, version=version).exists():
        return 0
    changed = sum(_mark(appointment) for appointment in _differing(now))
    ZoneRules.objects.update_or_create(pk=1, defaults={"version": version})
    return changed


@transaction.atomic(durable=True)
def tell_wall_time(*, appointment_id: int, acknowledged: str, by: Actor, now: datetime) -> Appointment:
    """Agree to what the clocks show at the start now, and tell the client.

    `acknowledged` is what staff read that the clocks show. Raises `WallTimeAnswered`, `NotPossibleNow`.
    """
    appointment = lock_moved_on_the_wall(appointment_id, acknowledged, now=now)
    before = appointment.booked_local_time
    appointment.set_wall_time(appointment.booked_zone)
    appointment.transition(
        Action.TELL_WALL_TIME, by=by, now=now, reason=f"{before} → {acknowledged}".replace("T", " ")
    )
    publish(WallTimeTold(appointment, by=by, at=now))
    return appointment


def lock_moved_on_the_wall(appointment_id: int, acknowledged: str, *, now: datetime) -> Appointment:
    """Lock an appointment whose clocks show `acknowledged` by a new law.

    Raises `WallTimeAnswered`, `NotPossibleNow`.
    """
    appointment = Appointment.locked(appointment_id)
    refusal = wall_time_refusal(
        appointment.snapshot,
        moved=appointment.has_moved_on_the_wall,
        as_read=appointment.wall_time == acknowledged,
        now=now,
    )
    require(refusal)
    return appointment


def _differing(now: datetime) -> Iterator[Appointment]:
    """The appointments to come, in whatever state, whose mark is not what the law says now."""
    rows = Appointment.objects.filter(starts_at__gt=now).only(*_FIELDS).order_by()
    return (row for row in rows if _shift(row) != row.shifted_local_time)


def _shift(appointment: Appointment) -> str:
    return appointment.wall_time if appointment.has_moved_on_the_wall else ""


def _mark(appointment: Appointment) -> int:
    unmoved = Appointment.objects.filter(
        pk=appointment.pk,
        starts_at=appointment.starts_at,
        booked_zone=appointment.booked_zone,
        booked_local_time=appointment.booked_local_time,
    )
    return unmoved.update(shifted_local_time=_shift(appointment))
