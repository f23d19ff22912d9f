"""What a media server tells of a call: dropped, doubled, late, forged, and what the reconciler repairs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from visavis.booking.models import Appointment
from visavis.calls import jobs
from visavis.calls.grants import admit_and_join, join_call
from visavis.calls.models import Call, MediaStay, ReceivedWebhook, Seat
from visavis.calls.queries import outcome_facts
from visavis.calls.reconciler import reconcile_calls
from visavis.calls.retention import RULES
from visavis.calls.tests.consultation import MINUTE, SECOND, START, send_heartbeat, user_of
from visavis.people.actors import Actor
from visavis.people.parties import CALL_PARTIES, Party
from visavis.practice.models import Practice
from visavis.video.fake import Delivery, FakeVideo
from visavis.video.port import RoomRef
from visavis.video.tests.carried import calls_carried_by
from visavis.waiting.models import Visit
from visavis.waiting.services import enter_waiting_room

pytestmark = pytest.mark.django_db
TABS = {Party.CLIENT: "client", Party.SPECIALIST: "specialist"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def fake(clock: Any) -> Iterator[FakeVideo]:
    with calls_carried_by("fake") as video:
        yield video


@pytest.fixture
def grants(fake: FakeVideo, appointment: Appointment) -> dict[Party, dict[str, Any]]:
    """Both have a seat, and what they need to enter the room."""
    enter_waiting_room(appointment_id=appointment.pk, now=START)
    by = Actor.staff(user_of(appointment))
    hers = admit_and_join(appointment, by=by, tab=TABS[Party.SPECIALIST], now=START)["grant"]
    appointment.refresh_from_db()
    his = join_call(appointment, Party.CLIENT, tab=TABS[Party.CLIENT], take_over=False, now=START)["grant"]
    for party in CALL_PARTIES:
        send_heartbeat(appointment, party, START)
    return {Party.CLIENT: his, Party.SPECIALIST: hers}


def ref_of(appointment: Appointment) -> RoomRef:
    return RoomRef("fake", appointment.room_name)


def enter(fake: FakeVideo, appointment: Appointment, grants: dict[Party, dict[str, Any]]) -> dict[Party, str]:
    """Both browsers enter the room and send; the names of their stays."""
    stays = {party: fake.enter(grants[party]["access"]) for party in CALL_PARTIES}
    for session in stays.values():
        fake.send(ref_of(appointment), session)
    return stays


def post(sent: Delivery, *, provider: str = "fake", **headers: str) -> int:
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in sent.headers.items()}
    answer = Client(enforce_csrf_checks=True).post(
        f"/hooks/video/{provider}/",
        sent.body,
        content_type="application/webhook+json",
        **(given | headers),  # type: ignore[arg-type]  # Django takes extra headers so
    )
    assert answer.content == b"" or answer.status_code == 429
    return answer.status_code


def deliver(fake: FakeVideo) -> list[Delivery]:
    """Carry all webhooks over in the order in which they were sent."""
    sent, fake.deliveries = fake.deliveries, []
    assert {post(one) for one in sent} <= {204}
    return sent


def minutes_together(appointment: Appointment, now: datetime) -> float:
    return outcome_facts(appointment, now=now).time_together / MINUTE


def talk_in_silence(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: dict[Party, dict[str, Any]]
) -> list[Delivery]:
    """Both talk for five minutes while no page reaches us; all that the provider has told meanwhile."""
    fake.deliveries.clear()
    stays = enter(fake, appointment, grants)
    clock.shift(5 * MINUTE)
    for session in stays.values():
        fake.go(ref_of(appointment), session)
    sent, fake.deliveries = fake.deliveries, []
    return sent


def test_a_call_whose_pages_could_not_reach_us_took_place(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    for one in talk_in_silence(clock, fake, appointment, grants):
        assert post(one) == 204
    assert minutes_together(appointment, START + 5 * MINUTE) == 5


@pytest.mark.parametrize(
    "order",
    [lambda sent: sent * 2, lambda sent: sent[::-1], lambda sent: sent[1::2] + sent[::2] + sent[:1]],
    ids=["doubled", "backwards", "mixed"],
)
def test_doubled_and_reordered_webhooks_give_the_same_facts(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any, order: Any
) -> None:
    for one in order(talk_in_silence(clock, fake, appointment, grants)):
        post(one)
    # A departure that came before its arrival was told; the last fact, whatever it is, or the reconciler.
    jobs.reconcile(0)
    assert minutes_together(appointment, START + 5 * MINUTE) == 5
    assert MediaStay.objects.filter(left_at=None).count() == 0


def test_webhooks_that_were_dropped_are_made_up_for_by_asking(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    enter(fake, appointment, grants)
    for _minute in range(4):
        clock.shift(MINUTE)
        jobs.reconcile(0)
    assert minutes_together(appointment, START + 4 * MINUTE) == 4
    fake.close_room(ref_of(appointment))
    jobs.reconcile(0)
    assert MediaStay.objects.filter(left_at=None).count() == 0
    assert Call.objects.get().ensured_at is None


def test_a_page_that_is_heard_is_believed_and_not_its_provider(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    enter(fake, appointment, grants)
    deliver(fake)
    for _step in range(12):
        clock.shift(10 * SECOND)
        for party in CALL_PARTIES:
            send_heartbeat(appointment, party, START + (_step + 1) * 10 * SECOND, connected=False)
        jobs.reconcile(0)
    assert minutes_together(appointment, START + 2 * MINUTE) == 0


def test_who_sends_nothing_was_not_heard(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    for party in CALL_PARTIES:
        fake.enter(grants[party]["access"])
    clock.shift(5 * MINUTE)
    jobs.reconcile(0)
    assert minutes_together(appointment, START + 5 * MINUTE) == 0


def test_a_late_departure_ends_the_stay_it_was_of(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    fake.enter(grants[Party.CLIENT]["access"])
    clock.shift(MINUTE)
    # A reload: the same person, another stay; and the news of the first one's end comes last.
    fake.enter(grants[Party.CLIENT]["access"])
    sent, fake.deliveries = fake.deliveries, []
    for one in (sent[0], sent[1], sent[3], sent[2]):
        post(one)
    stays = MediaStay.objects.order_by("joined_at")
    assert [stay.left_at for stay in stays] == [START + MINUTE, None]


def test_who_is_in_the_room_without_a_seat_is_put_out(
    fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    Seat.objects.filter(party=Party.CLIENT.value).update(left_at=START)
    fake.enter(grants[Party.CLIENT]["access"])
    deliver(fake)
    job = ProcrastinateJob.objects.get(task_name="calls.remove_person")
    jobs.remove_person(**job.args)
    assert list(fake.attendance(ref_of(appointment))) == []
    fake.enter(grants[Party.SPECIALIST]["access"])
    deliver(fake)
    assert ProcrastinateJob.objects.filter(task_name="calls.remove_person").count() == 1


def test_a_room_that_closed_is_opened_again_and_an_old_word_of_it_is_not_believed(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    fake.close_room(ref_of(appointment))
    (closed,) = fake.deliveries[-1:]
    clock.shift(SECOND)
    Call.objects.update(ensured_at=START + SECOND)
    post(closed)
    assert Call.objects.get().ensured_at == START + SECOND
    Call.objects.update(ensured_at=START - SECOND)
    ReceivedWebhook.objects.all().delete()
    post(closed)
    assert Call.objects.get().ensured_at is None


def test_one_provider_that_is_away_is_asked_about_one_call_a_minute(
    fake: FakeVideo, appointment: Appointment, grants: Any, caplog: pytest.LogCaptureFixture
) -> None:
    assert reconcile_calls(lambda: START) == 1
    with fake.failing():
        assert reconcile_calls(lambda: START) == 0
    assert "does not say who attends" in caplog.text


class TestAtTheDoor:
    def test_what_is_not_signed_is_refused_without_a_word(self, fake: FakeVideo, grants: Any) -> None:
        sent = fake.deliveries[0]
        assert post(Delivery({}, sent.body)) == 401
        assert post(Delivery(sent.headers, sent.body + b" ")) == 401
        assert post(sent, provider="p2p") == 401
        assert post(sent, provider="nobody") == 404
        assert Client().get("/hooks/video/fake/").status_code == 405
        assert not ReceivedWebhook.objects.exists()

    def test_an_old_one_is_refused(self, clock: Any, fake: FakeVideo, grants: Any) -> None:
        clock.shift(6 * MINUTE)
        assert post(fake.deliveries[0]) == 401

    def test_a_large_one_is_not_read(self, fake: FakeVideo, grants: Any) -> None:
        assert post(Delivery({}, b"x" * (64 * 1024 + 1))) == 413

    def test_a_stranger_may_not_try_for_ever(self, fake: FakeVideo, grants: Any) -> None:
        tried = [post(Delivery({}, b"{}")) for _ in range(31)]
        assert tried == [401] * 30 + [429]
        # Of the provider's own, none is lost by that.
        assert post(fake.deliveries[0]) == 204

    def test_of_a_room_that_is_no_call_of_ours_nothing_is_kept(self, fake: FakeVideo, grants: Any) -> None:
        Call.objects.all().delete()
        deliver(fake)
        assert not MediaStay.objects.exists()

    def test_what_was_told_is_forgotten_after_a_week(self, fake: FakeVideo, grants: Any) -> None:
        deliver(fake)
        assert ReceivedWebhook.objects.exists()
        rule = next(rule for rule in RULES if "calls.ReceivedWebhook" in rule.covers)
        periods = Practice.current().retention
        assert rule.apply(periods, now=START + timedelta(days=6)) == 0
        assert rule.apply(periods, now=START + timedelta(days=8)) > 0


def test_a_person_who_never_was_in_the_waiting_room_breaks_nothing(
    clock: Any, fake: FakeVideo, appointment: Appointment, grants: Any
) -> None:
    Visit.objects.all().delete()
    enter(fake, appointment, grants)
    clock.shift(MINUTE)
    jobs.reconcile(0)
    assert minutes_together(appointment, START + MINUTE) == 0
