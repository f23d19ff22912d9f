"""What conflicts with a time that staff choose. All of it is said at once: staff agree to what they read."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from visavis.booking.availability import timetable_of, with_margin
from visavis.booking.conflict import Conflict
from visavis.booking.errors import OverlapsAppointment, SlotNotOffered
from visavis.booking.lifecycle import BLOCKING, State
from visavis.booking.models import Appointment
from visavis.lib.intervals import Interval
from visavis.schedule.queries import Timetable
from visavis.slots.engine import Refusal, SlotRules, refusals
from visavis.web.times import clock_time, short_day

_BLOCKING = [state.value for state in BLOCKING]
_BY_NAME = (Refusal.TAKEN, Refusal.BUFFER)
"""Of these the engine knows only the kind; here it is said who, when, or that it is time off."""
_ORDER = list(Refusal)


def check_conflicts(
    appointment: Appointment,
    rules: SlotRules,
    *,
    now: datetime,
    override: bool,
    acknowledged: Collection[str] | None = None,
    as_of: datetime | None = None,
) -> bool:
    """Whether the time that staff chose for `appointment` overlaps another, buffers included.

    Notice and horizon are judged as of now unless `as_of` says otherwise. Raises `SlotNotOffered` with all
    conflicts, unless staff `override` them. With `acknowledged`, the keys of the conflicts they had read,
    only those are overridden. The specialist must be locked.
    """
    against = conflicts_of(appointment, rules, now=now, as_of=as_of or now)
    if against and not _agreed(against, override=override, acknowledged=acknowledged):
        raise SlotNotOffered(min((one.refusal for one in against), key=_ORDER.index), against)
    return bool(against) and overlaps_another(appointment)


def check_overlaps(
    appointment: Appointment, *, now: datetime, override: bool, acknowledged: Collection[str] | None = None
) -> bool:
    """`check_conflicts` for a consultation that starts now: only other appointments count.

    Raises `OverlapsAppointment`.
    """
    against = _others(appointment, now=now)
    if against and not _agreed(against, override=override, acknowledged=acknowledged):
        raise OverlapsAppointment(against)
    return bool(against) and overlaps_another(appointment)


def conflicts_of(
    appointment: Appointment, rules: SlotRules, *, now: datetime, as_of: datetime
) -> list[Conflict]:
    """All conflicts of the appointment's time; other appointments come first. Two queries."""
    slot = appointment.slot
    table = timetable_of(appointment.specialist, with_margin(slot, rules), now=now, without=appointment.pk)
    found = refusals(slot, table.working, table.taken, rules, now=as_of)
    rest = [_rule(refusal, slot) for refusal in found if refusal not in _BY_NAME]
    return [*_others(appointment, now=now), *_time_off(slot, rules, table), *rest]


def overlaps_another(appointment: Appointment) -> bool:
    """Whether another blocking appointment, overbooked ones included, overlaps this one, buffers included."""
    return keeping_time(appointment.specialist_id, appointment.busy_span).exclude(pk=appointment.pk).exists()


def keeping_time(specialist_id: int, span: Interval) -> QuerySet[Appointment]:
    """The blocking appointments within `span` (UTC), their buffers included."""
    return Appointment.objects.filter(
        Appointment.busy_within(span), specialist_id=specialist_id, state__in=_BLOCKING
    )


def _others(appointment: Appointment, *, now: datetime) -> list[Conflict]:
    """The other appointments that conflict, overlaps first."""
    slot = appointment.slot
    rows = (
        keeping_time(appointment.specialist_id, appointment.busy_span)
        .select_related("specialist")
        .order_by("starts_at")
    )
    # A hold that ran out conflicts with nothing.
    rows = rows.exclude(Q(state=State.HELD.value, held_until__lte=now) | Q(pk=appointment.pk))
    met = [_appointment(Refusal.TAKEN if slot.overlaps(one.slot) else Refusal.BUFFER, one) for one in rows]
    return sorted(met, key=lambda one: _BY_NAME.index(one.refusal))


def _time_off(slot: Interval, rules: SlotRules, table: Timetable) -> list[Conflict]:
    if any(slot.overlaps(off) for off in table.time_off):
        return [_conflict(Refusal.TAKEN, slot, _("The specialist has time off then."))]
    widened = slot.widened(rules.buffer_before, rules.buffer_after)
    near = any(widened.overlaps(off) for off in table.time_off)
    sentence = _("This leaves no break before or after time off.")
    return [_conflict(Refusal.BUFFER, slot, sentence)] if near else []


def _rule(refusal: Refusal, slot: Interval) -> Conflict:
    return _conflict(refusal, slot, str(SlotNotOffered.why[refusal]))


def _conflict(refusal: Refusal, slot: Interval, sentence: str) -> Conflict:
    return Conflict(refusal, f"{refusal} {slot.start.isoformat()}", sentence)


def _appointment(refusal: Refusal, other: Appointment) -> Conflict:
    name = other.client_name if other.client_id else _("A held time")
    words = {"name": name, "when": _when(other)}
    if refusal is Refusal.TAKEN:
        sentence = _("This overlaps another appointment: %(name)s, %(when)s.") % words
    else:
        sentence = _("This leaves no break before or after another appointment: %(name)s, %(when)s.") % words
    return Conflict(refusal, f"{refusal} {other.public_id} {other.starts_at.isoformat()}", sentence)


def _agreed(against: Sequence[Conflict], *, override: bool, acknowledged: Collection[str] | None) -> bool:
    return override and (acknowledged is None or {one.key for one in against} <= set(acknowledged))


def _when(appointment: Appointment) -> str:
    """“Mon 7 Dec, 12:00–12:50” in the specialist's zone."""
    zone = ZoneInfo(appointment.specialist.zone)
    day = short_day(appointment.starts_at.astimezone(zone).date(), get_language())
    return f"{day}, {clock_time(appointment.starts_at, zone)}–{clock_time(appointment.ends_at, zone)}"


def clear_overbooked(left: Appointment, *, freed: Interval) -> None:
    """Unmark overbooked appointments that no longer overlap another, now that `left` gave up `freed`.

    Their specialist is locked, so nobody else writes these rows. Unmarked, the constraint guards them again.
    """
    for one in keeping_time(left.specialist_id, freed).filter(overbooked=True).exclude(pk=left.pk):
        if not overlaps_another(one):
            Appointment.objects.filter(pk=one.pk).update(overbooked=False)
