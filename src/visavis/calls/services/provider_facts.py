"""What a provider says about a call: by webhooks, as they come, and when the reconciler asks.

It never overrules a page. What both pages say of themselves is nearer to what their people saw and heard, so
a provider's word counts for the time in which a page could not reach us: then its person has received media
while they were in the room and somebody else there sent some.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.facts import JoinedWithoutSeat
from visavis.calls.models import MAX_MEDIA_GAP, Call, MediaStay, ReceivedWebhook, Seat
from visavis.calls.peers import parties_by_peer_id
from visavis.calls.rooms import forget_room
from visavis.calls.seats import get_locked_seat, record_missed_media
from visavis.lib.facts import publish
from visavis.lib.intervals import Interval, clip, intersect, merge
from visavis.people.actors import THE_SYSTEM
from visavis.people.parties import CALL_PARTIES, Party, other_party
from visavis.video.port import Attendance, FactKind, VideoFact
from visavis.waiting.queries import visits_by_party


@transaction.atomic(durable=True)
def record_provider_fact(fact: VideoFact, *, now: datetime) -> bool:
    """Record one fact of a webhook; return whether it is new and about a call of ours."""
    _, is_new = ReceivedWebhook.objects.get_or_create(
        provider=fact.ref.provider, fact=fact.id, defaults={"received_at": now}
    )
    calls = Call.objects.select_related("appointment__specialist", "appointment__service")
    call = calls.filter(provider=fact.ref.provider, room=fact.ref.room).first()
    if not is_new or call is None:
        return False
    appointment = call.appointment
    if fact.kind is FactKind.ROOM_CLOSED:
        forget_room(fact.ref, asked_at=fact.at)
        _end_stays(appointment, at=fact.at)
    elif party := parties_by_peer_id(appointment).get(fact.identity):
        _record_stay(appointment, party, fact)
        if fact.kind is FactKind.JOINED and not _is_seated(appointment, party):
            publish(JoinedWithoutSeat(appointment, by=THE_SYSTEM, at=now, party=party))
    if fact.kind in {FactKind.LEFT, FactKind.ROOM_CLOSED}:
        _fill_silences(appointment, until=min(fact.at, now))
    return True


@transaction.atomic(durable=True)
def record_attendance(call: Call, present: Sequence[Attendance], *, asked_at: datetime) -> None:
    """Repair what webhooks have not told, by who was in the room at `asked_at`."""
    appointment, parties = call.appointment, parties_by_peer_id(call.appointment)
    known = [(one, parties[one.identity]) for one in present if one.identity in parties]
    for one, party in known:
        _stay(appointment, party, one.session)
        stays = MediaStay.objects.filter(appointment=appointment, session=one.session)
        stays.filter(joined_at=None).update(joined_at=one.since)
        # A departure that was told earlier than this was of another one, or a mistake.
        stays.update(left_at=None)
        if one.sends:
            stays.filter(sends_at=None).update(sends_at=one.since)
        if not _is_seated(appointment, party):
            publish(JoinedWithoutSeat(appointment, by=THE_SYSTEM, at=asked_at, party=party))
    _end_stays(appointment, at=asked_at, but={one.session for one, _party in known})
    _fill_silences(appointment, until=asked_at)


def _record_stay(appointment: Appointment, party: Party, fact: VideoFact) -> None:
    """Write the end that the fact tells of; each end stays as it was told first."""
    end = {FactKind.JOINED: "joined_at", FactKind.LEFT: "left_at", FactKind.SENDS: "sends_at"}.get(fact.kind)
    if end is None or not fact.session:
        return
    _stay(appointment, party, fact.session)
    stays = MediaStay.objects.filter(appointment=appointment, session=fact.session)
    stays.filter(**{end: None}).update(**{end: fact.at})


def _stay(appointment: Appointment, party: Party, session: str) -> None:
    """Have a row for this stay. Two facts of it at once make one."""
    row = MediaStay(appointment=appointment, party=party.value, session=session)
    MediaStay.objects.bulk_create([row], ignore_conflicts=True)


def _end_stays(appointment: Appointment, *, at: datetime, but: Collection[str] = ()) -> None:
    """Who came before `at` and is not there is not there any more."""
    stays = MediaStay.objects.filter(appointment=appointment, left_at=None, joined_at__lte=at)
    stays.exclude(session__in=but).update(left_at=at)


def _is_seated(appointment: Appointment, party: Party) -> bool:
    seats = Seat.objects.filter(appointment=appointment, party=party.value, left_at__isnull=True)
    return appointment.lifecycle is State.IN_PROGRESS and seats.exists()


def _fill_silences(appointment: Appointment, *, until: datetime) -> None:
    """Add the time in which a silent page's person was in the room and the other one sent something."""
    if appointment.lifecycle is not State.IN_PROGRESS:
        return
    # As the heartbeats do, so that no time is counted twice.
    seats = [get_locked_seat(appointment, party) for party in CALL_PARTIES]
    visits, stays = visits_by_party(appointment), list(MediaStay.objects.filter(appointment=appointment))
    if None in seats or not stays:
        return
    for party in CALL_PARTIES:
        seen = visits[party].last_seen_at if party in visits else None
        if seen is None or until - seen <= MAX_MEDIA_GAP:
            continue
        here = _spans(stays, party, sending=False, until=until)
        received = intersect(here, _spans(stays, other_party(party), sending=True, until=until))
        record_missed_media(appointment, party, clip(received, Interval(seen, until)), now=until)


def _spans(stays: Sequence[MediaStay], party: Party, *, sending: bool, until: datetime) -> list[Interval]:
    spans = []
    for stay in stays:
        start = stay.sends_at if sending else stay.joined_at
        end = min(stay.left_at or until, until)
        if stay.party == party and start is not None and start < end:
            spans.append(Interval(start, end))
    return merge(spans)
