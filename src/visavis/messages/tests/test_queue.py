"""The ledger as a queue: who gets which message, and what may still stop it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import connection

from tests import personas
from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.messages.delivery import queue
from visavis.messages.delivery.queue import Claimed, RetryPolicy
from visavis.messages.delivery.worker import direct_connection
from visavis.messages.models import Message
from visavis.messages.reasons import Reason
from visavis.notify.port import ChannelName

EMAIL = ChannelName.EMAIL
WEDNESDAY = MONDAY + timedelta(days=2, hours=2)
POLICY = RetryPolicy(lease=timedelta(seconds=60))
SECOND = timedelta(seconds=1)


def booked() -> Appointment:
    personas.practice()
    return personas.booked(personas.service(personas.olena()), WEDNESDAY)


def claim(*, limit: int = 10, worker: str = "one", now: datetime = MONDAY) -> list[Claimed]:
    return queue.claim(EMAIL, limit=limit, worker=worker, policy=POLICY, now=now)


def begun(taken: Claimed) -> bool:
    ((_, message),) = queue.load_claimed([taken])
    return queue.begin(taken, message, "ivan@example.org", policy=POLICY, now=MONDAY)


@pytest.mark.django_db
def test_only_what_is_due_is_claimed_and_only_once() -> None:
    booked()
    assert len(claim()) == 2
    assert claim(worker="two") == []
    due_24h_before = WEDNESDAY - timedelta(hours=24)
    assert claim(now=due_24h_before - SECOND, worker="two") != []  # The leases have run out.
    assert len(Message.objects.filter(state="due")) == 3


@pytest.mark.django_db
def test_a_lost_worker_s_messages_are_taken_over_when_its_lease_has_run_out() -> None:
    booked()
    claim()
    assert claim(worker="two", now=MONDAY + 59 * SECOND) == []
    again = claim(worker="two", now=MONDAY + 60 * SECOND)
    assert [taken.claim for taken in again] == [2, 2]


@pytest.mark.django_db
def test_a_claim_that_was_taken_over_begins_nothing() -> None:
    booked()
    first, _ = claim()
    claim(worker="two", now=MONDAY + 60 * SECOND)
    ((_, message), *_) = queue.load_claimed([first])
    assert not queue.begin(first, message, "x@example.org", policy=POLICY, now=MONDAY)


@pytest.mark.django_db
def test_a_delivery_begins_once() -> None:
    booked()
    first, _ = claim()
    assert begun(first)
    assert not begun(first)


@pytest.mark.django_db
def test_a_begun_delivery_has_a_whole_lease_left() -> None:
    booked()
    first, _ = claim()
    ((_, message),) = queue.load_claimed([first])
    queue.begin(first, message, "x@example.org", policy=POLICY, now=MONDAY + 50 * SECOND)
    assert first.id not in {taken.id for taken in claim(worker="two", now=MONDAY + 109 * SECOND)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"state": "cancelled"}, {"version": 1}, {"client_email": "new@example.org"}]
)
def test_nothing_begins_that_was_read_before_a_change(change: dict[str, object]) -> None:
    appointment = booked()
    first, _ = claim()
    read = queue.load_claimed([first])
    Appointment.objects.filter(pk=appointment.pk).update(**change)
    ((_, message),) = read
    assert not queue.begin(first, message, "ivan@example.org", policy=POLICY, now=MONDAY)


@pytest.mark.django_db
def test_what_a_late_worker_delivered_is_written_down_and_not_sent_again() -> None:
    booked()
    first, _ = claim()
    assert begun(first)
    second = next(taken for taken in claim(worker="two", now=MONDAY + 60 * SECOND) if taken.id == first.id)
    queue.mark_delivered(first, provider_id="", language="en", now=MONDAY)
    assert Message.objects.get(pk=first.id).state == "sent"
    assert not begun(second)


@pytest.mark.django_db
def test_a_late_worker_s_failure_does_not_disturb_its_successor() -> None:
    booked()
    first, _ = claim()
    assert begun(first)
    second = next(taken for taken in claim(worker="two", now=MONDAY + 60 * SECOND) if taken.id == first.id)
    queue.mark_failed(first, Reason.REFUSED, "550")
    assert Message.objects.get(pk=first.id).state == "claimed"
    assert begun(second)


@pytest.mark.django_db
def test_a_worker_that_ends_gives_back_what_it_has_not_begun() -> None:
    booked()
    first, _ = claim()
    assert begun(first)
    assert queue.release("one") == 1
    assert len(claim(worker="two")) == 1


@pytest.mark.django_db
def test_pauses_between_attempts_grow_and_then_stay() -> None:
    minutes = [RetryPolicy().pause(attempts) / timedelta(minutes=1) for attempts in (1, 2, 3, 4, 5, 6, 50)]
    assert minutes == [1, 2, 5, 10, 30, 30, 30]


@pytest.fixture
def other_side(transactional_db: None) -> Iterator[psycopg.Connection]:
    """A second connection, on which a change of the appointment is under way."""
    with psycopg.connect(direct_connection()) as other:
        yield other


@pytest.mark.race
def test_a_change_that_came_first_stops_the_delivery_even_before_it_is_committed(
    other_side: psycopg.Connection,
) -> None:
    booked()
    first, _ = claim()
    other_side.execute(
        "UPDATE visavis_messages_message SET state = 'superseded', reason = 'changed' WHERE id = %s",
        [first.id],
    )
    answers: list[bool] = []
    beginning = threading.Thread(target=lambda: answers.append(_and_close(first)))
    beginning.start()
    beginning.join(timeout=0.5)
    assert beginning.is_alive(), "it must wait for the change to be decided"
    other_side.commit()
    beginning.join(timeout=5)
    assert answers == [False]


@pytest.mark.race
def test_a_delivery_that_came_first_keeps_no_change_waiting(other_side: psycopg.Connection) -> None:
    booked()
    first, _ = claim()
    assert begun(first)
    other_side.execute("SET lock_timeout = '500ms'")
    changed = other_side.execute(
        "UPDATE visavis_messages_message SET state = 'superseded', reason = 'changed'"
        " WHERE id = %s AND state IN ('due', 'claimed')",
        [first.id],
    )
    assert changed.rowcount == 0


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_workers_share_a_hundred_messages_without_one_twice() -> None:
    appointment = booked()
    Message.objects.bulk_create(
        Message(
            appointment=appointment, version=0, kind="reminder", minutes_before=number, channel="email",
            recipient="client", message_id=f"<{number}@x>", created_at=MONDAY, due_at=MONDAY,
            next_attempt_at=MONDAY, expires_at=WEDNESDAY,
        )
        for number in range(2000, 2100)
    )  # fmt: skip
    with ThreadPoolExecutor(8) as pool:
        taken = [one for claimed in pool.map(_claim_all, range(8)) for one in claimed]
    assert len(taken) == len({one.id for one in taken}) == 102


def _claim_all(number: int) -> list[Claimed]:
    try:
        found: list[Claimed] = []
        while more := claim(limit=5, worker=str(number)):
            found += more
        return found
    finally:
        connection.close()


def _and_close(taken: Claimed) -> bool:
    try:
        return begun(taken)
    finally:
        connection.close()
