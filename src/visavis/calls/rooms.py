"""The room of a call at its provider: chosen once, opened before anybody sits down, ended where it began."""

from datetime import datetime, timedelta

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.calls.models import Call, Seat
from visavis.practice.models import Practice
from visavis.video.port import RoomRef, RoomSpec, VideoProvider
from visavis.video.providers import configured_names, default_name, provider, provider_of
from visavis.waiting.presence import PRESENCE_GRACE

PEOPLE = 2
EMPTY_TIMEOUT = timedelta(minutes=5)
"""An empty room of a media server closes after this; a return opens it again."""
FRESH = timedelta(minutes=1)
"""So long after it was opened, a room is open without asking."""
ASKED_AGAIN_AFTER = timedelta(seconds=10)
"""A page that renews its grant looks for its room; others of the same moment need not."""
OVERTIME = timedelta(hours=2)


def chosen_name(appointment: Appointment) -> str:
    """Which provider a call takes that begins now: the service's, the practice's, or the operator's.

    One that is not configured any more is not taken.
    """
    if len(configured_names()) == 1:
        return default_name()
    wanted = appointment.service.video_provider or Practice.current().video_provider
    return wanted if wanted in configured_names() else default_name()


def carrier_of(appointment: Appointment) -> VideoProvider:
    """Who carries the call of an appointment, or would carry it. For pages: asks nobody and writes nothing.

    No query where there is but one provider.
    """
    call = Call.objects.filter(appointment=appointment).first() if len(configured_names()) > 1 else None
    held = call is not None and call.provider in configured_names()
    return provider(call.provider if held and call else chosen_name(appointment))


def prepare_room(appointment: Appointment, *, renews: bool = False, now: datetime) -> RoomRef:
    """The open room of a call. May speak to the provider, so call it outside of transactions.

    It asks where no room is known, where the one that is may have been closed because it was empty, and for
    a page that `renews` its grant, which it does when it has lost its way. Raises `VideoError`.
    """
    call = Call.objects.filter(appointment=appointment).first()
    if call is not None and not _must_ask(call, renews=renews, now=now):
        return call.ref
    name = call.provider if call else chosen_name(appointment)
    kept = _keep(appointment, _ensured(appointment, name, now=now), now=now)
    if kept.provider != name:
        # Another page was first, after another choice: the call is held there.
        kept = _keep(appointment, _ensured(appointment, kept.provider, now=now), now=now)
    return kept.ref


def forget_room(ref: RoomRef, *, asked_at: datetime) -> None:
    """The provider says that the room is gone; whoever comes next has it opened again."""
    Call.objects.filter(provider=ref.provider, room=ref.room, ensured_at__lt=asked_at).update(ensured_at=None)


def _must_ask(call: Call, *, renews: bool, now: datetime) -> bool:
    if not call.room or call.ensured_at is None:
        return True
    if not provider_of(call.ref).capabilities.attends:
        # There is no room but the two browsers.
        return False
    age = now - call.ensured_at
    if renews:
        return age > ASKED_AGAIN_AFTER
    return age > FRESH and not _is_anyone_seated(call, now=now)


def _is_anyone_seated(call: Call, *, now: datetime) -> bool:
    seats = Seat.objects.filter(appointment_id=call.appointment_id, left_at__isnull=True)
    return seats.filter(seen_at__gte=now - PRESENCE_GRACE).exists()


def _ensured(appointment: Appointment, name: str, *, now: datetime) -> RoomRef:
    closes_at = max(appointment.ends_at, now) + OVERTIME
    spec = RoomSpec(appointment.room_name, PEOPLE, EMPTY_TIMEOUT, closes_at)
    return provider_of(RoomRef(name, "")).ensure_room(spec)


@transaction.atomic(durable=True)
def _keep(appointment: Appointment, ref: RoomRef, *, now: datetime) -> Call:
    """Store where the call is held; what was stored first by another page stays."""
    call, is_new = Call.objects.select_for_update(no_key=True).get_or_create(
        appointment=appointment, defaults={"provider": ref.provider, "room": ref.room, "ensured_at": now}
    )
    if not is_new and call.provider == ref.provider:
        call.room, call.ensured_at = ref.room, now
        call.save(update_fields=["room", "ensured_at"])
    return call
