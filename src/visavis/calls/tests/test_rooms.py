"""Where a call is held: opened once, kept when settings change, and never a second seat by a bad provider."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.concurrency import run_concurrently
from visavis.booking.models import Appointment
from visavis.calls import jobs
from visavis.calls.errors import VideoUnavailable
from visavis.calls.grants import admit_and_join, join_call, renew_grant
from visavis.calls.models import Call, Seat
from visavis.calls.services import end_for_both, leave_call
from visavis.calls.tests.consultation import END, MINUTE, SECOND, START, send_heartbeat, user_of
from visavis.live.events import events_after
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.practice.models import Practice
from visavis.video.fake import FakeVideo
from visavis.video.port import RoomRef, VideoError
from visavis.video.tests.carried import calls_carried_by, choose
from visavis.waiting.events import party_stream
from visavis.waiting.services import enter_waiting_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake() -> Iterator[FakeVideo]:
    with calls_carried_by("fake") as video:
        yield video


def her(appointment: Appointment) -> Actor:
    return Actor.staff(user_of(appointment))


def begin(appointment: Appointment, now: datetime = START) -> dict[str, Any]:
    """The client waits, and Olena lets him in."""
    enter_waiting_room(appointment_id=appointment.pk, now=now, device="phone")
    answer = admit_and_join(appointment, by=her(appointment), tab="hers", now=now)
    appointment.refresh_from_db()
    return answer


def join(
    appointment: Appointment, now: datetime = START, *, request: str = "", device: str = "phone"
) -> dict[str, Any]:
    return join_call(
        appointment, Party.CLIENT, tab="his", take_over=True, request=request, device=device, now=now
    )


def events(appointment: Appointment, party: Party) -> list[str]:
    return [event["kind"] for event in events_after(party_stream(appointment, party), 0).events]


def run_jobs(task: str) -> int:
    """Run what is in the queue under that name; how much that was."""
    found = list(ProcrastinateJob.objects.filter(task_name=task).order_by("id"))
    for job in found:
        getattr(jobs, task.rpartition(".")[2])(**job.args)
    return len(found)


def test_the_first_grant_stores_who_carries_the_call_and_where(
    fake: FakeVideo, appointment: Appointment
) -> None:
    begin(appointment)
    call = Call.objects.get()
    assert (call.ref, call.ensured_at) == (RoomRef("fake", appointment.room_name), START)
    join(appointment)
    assert len(fake.ensured) == 1
    assert fake.ensured[0].closes_at == END + timedelta(hours=2)


def test_a_call_ends_where_it_began_whatever_is_chosen_meanwhile(
    fake: FakeVideo, appointment: Appointment
) -> None:
    begin(appointment)
    with choose("p2p"):
        assert join(appointment)["grant"]["provider"] == "fake"
        other = personas.booked(appointment.service, START + timedelta(hours=1), details=personas.MARIA)
        assert begin(other, other.starts_at)["grant"]["provider"] == "p2p"
        end_for_both(appointment_id=appointment.pk, by=her(appointment), now=START)
        assert run_jobs("calls.close_room") == 1
    assert fake.rooms == {}


def test_the_service_chooses_before_the_practice_and_both_before_the_operator(
    fake: FakeVideo, appointment: Appointment
) -> None:
    practice = Practice.current()
    practice.video_provider = "p2p"
    practice.save()
    assert begin(appointment)["grant"]["provider"] == "p2p"
    other = personas.booked(appointment.service, START + timedelta(hours=1), details=personas.MARIA)
    other.service.video_provider = "fake"
    other.service.save()
    assert begin(other, other.starts_at)["grant"]["provider"] == "fake"


def test_what_was_chosen_and_is_not_configured_any_more_is_not_taken(
    fake: FakeVideo, appointment: Appointment
) -> None:
    appointment.service.video_provider = "smoke signals"
    assert begin(appointment)["grant"]["provider"] == "fake"


def test_while_the_provider_is_away_nobody_is_let_in_and_nobody_loses_a_seat(
    fake: FakeVideo, appointment: Appointment
) -> None:
    with fake.failing(), pytest.raises(VideoUnavailable):
        begin(appointment)
    assert not Seat.objects.exists()
    assert appointment.is_open
    begin(appointment)
    first = join(appointment)["grant"]
    Call.objects.update(ensured_at=None)
    with fake.failing(), pytest.raises(VideoUnavailable):
        join_call(appointment, Party.CLIENT, tab="another", take_over=True, device="phone", now=START)
    seat = Seat.objects.get(party=Party.CLIENT.value)
    assert (seat.token, seat.epoch, seat.tab) == (first["seat"], 1, "his")
    assert "seat_lost" not in events(appointment, Party.CLIENT)


def test_a_grant_that_fails_after_the_seat_is_asked_for_again_without_another_epoch(
    fake: FakeVideo, appointment: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(appointment)
    grant = FakeVideo.grant

    def fail_once(self: FakeVideo, *asked: Any, **more: Any) -> Any:
        monkeypatch.setattr(FakeVideo, "grant", grant)
        raise VideoError("away", permanent=False)

    monkeypatch.setattr(FakeVideo, "grant", fail_once)
    with pytest.raises(VideoUnavailable):
        join(appointment, request="one")
    answer = join(appointment, START + SECOND, request="one")
    assert answer["grant"]["epoch"] == 1
    assert events(appointment, Party.SPECIALIST).count("peer_joined") == 1


def test_a_room_that_is_gone_is_opened_again_by_whoever_comes_next(
    fake: FakeVideo, appointment: Appointment
) -> None:
    begin(appointment)
    fake.rooms.clear()
    fake.enter(join(appointment, START + SECOND)["grant"]["access"])
    assert len(fake.ensured) == 2


def test_a_room_that_was_empty_for_long_is_looked_for_and_one_in_use_is_not(
    fake: FakeVideo, appointment: Appointment
) -> None:
    begin(appointment)
    send_heartbeat(appointment, Party.SPECIALIST, START + 2 * MINUTE)
    Seat.objects.update(seen_at=START + 2 * MINUTE)
    join(appointment, START + 2 * MINUTE)
    assert len(fake.ensured) == 1
    Seat.objects.update(left_at=START + 3 * MINUTE)
    join(appointment, START + 9 * MINUTE)
    assert len(fake.ensured) == 2


def test_a_page_that_has_lost_its_way_has_the_room_looked_for(
    fake: FakeVideo, appointment: Appointment
) -> None:
    begin(appointment)
    seat = join(appointment)["grant"]
    fake.rooms.clear()
    renewed = renew_grant(
        appointment_id=appointment.pk,
        party=Party.CLIENT,
        token=seat["seat"],
        epoch=seat["epoch"],
        now=START + 20 * SECOND,
    )
    fake.enter(renewed["access"])
    assert (renewed["seat"], renewed["epoch"]) == (seat["seat"], seat["epoch"])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_who_join_at_once_have_one_room(
        self, fake: FakeVideo, appointment: Appointment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin(appointment)
        Call.objects.all().delete()
        fake.rooms.clear()

        def join_as(party: Party) -> Any:
            device = "phone" if party is Party.CLIENT else ""
            found = Appointment.objects.get(pk=appointment.pk)
            return lambda: join_call(found, party, tab="tab", take_over=True, device=device, now=START)

        with fake.slow(0.1):
            ended = run_concurrently([join_as(party) for party in (Party.CLIENT, Party.SPECIALIST)])
        assert ended == {"done": 2}
        assert list(fake.rooms) == [appointment.room_name]
        assert Call.objects.get().ref == RoomRef("fake", appointment.room_name)

    def test_one_that_chose_another_provider_meanwhile_comes_to_the_first(
        self, fake: FakeVideo, appointment: Appointment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin(appointment)
        Call.objects.all().delete()
        ensure = FakeVideo.ensure_room

        def while_another_page_joins(self: FakeVideo, room: Any) -> RoomRef:
            Call.objects.create(appointment=appointment, provider="p2p", room=room.name, ensured_at=START)
            return ensure(self, room)

        monkeypatch.setattr(FakeVideo, "ensure_room", while_another_page_joins)
        assert join(appointment)["grant"]["provider"] == "p2p"

    def test_nothing_is_said_to_a_provider_within_a_transaction(
        self, fake: FakeVideo, appointment: Appointment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said: list[bool] = []
        answer = FakeVideo._answer

        def watch(self: FakeVideo) -> None:
            said.append(connection.in_atomic_block)
            answer(self)

        monkeypatch.setattr(FakeVideo, "_answer", watch)
        begin(appointment)
        grant = join(appointment)["grant"]
        renew_grant(
            appointment_id=appointment.pk,
            party=Party.CLIENT,
            token=grant["seat"],
            epoch=grant["epoch"],
            now=START + MINUTE,
        )
        leave_call(
            appointment_id=appointment.pk, party=Party.CLIENT, tab="his", token=grant["seat"], now=START
        )
        end_for_both(appointment_id=appointment.pk, by=her(appointment), now=START + MINUTE)
        run_jobs("calls.close_room")
        assert len(said) >= 5
        assert not any(said)
