"""The threads of a worker: woken by news, stopped in order, unharmed by a hanging channel."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from tests import personas
from tests.personas import IVAN
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.messages.delivery import attempt, heartbeats, queue, senders
from visavis.messages.delivery.queue import Claimed
from visavis.messages.delivery.worker import MessageWorker
from visavis.messages.models import Message, WorkerHeartbeat
from visavis.notify.fake import FakeChannel
from visavis.notify.port import Channel, ChannelName, OutgoingMessage, Receipt

pytestmark = pytest.mark.django_db(transaction=True)


class Shared(FakeChannel):
    """One fake for all senders; `gate` keeps them waiting while it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Semaphore(0)

    def send(self, message: OutgoingMessage) -> Receipt:
        self.begun.release()
        self.gate.wait(timeout=20)
        return super().send(message)


StartWorker = Callable[..., MessageWorker]


@pytest.fixture
def start() -> Iterator[StartWorker]:
    workers: list[MessageWorker] = []

    def started(**channels: Channel) -> MessageWorker:
        worker = MessageWorker(channels=lambda name: channels[name.value])
        workers.append(worker)
        worker.start()
        return worker

    yield started
    for worker in workers:
        worker.stop()
    clock.unfollow()


def book() -> Appointment:
    personas.practice()
    now = clock.now()
    tomorrow = (now + timedelta(days=2)).replace(hour=8, minute=0, second=0, microsecond=0)
    service = personas.service(personas.olena())
    return personas.booked_by_staff(service, tomorrow, details=replace(IVAN, sms=True), now=now)


def until(holds: Callable[[], bool], *, within: float = 10) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_booking_wakes_a_worker_that_sleeps(start: StartWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "TICK_S", 60.0)
    mail, text = Shared(), Shared()
    worker = start(email=mail, sms=text)
    until(lambda: heartbeats.worker_is_alive(now=clock.now()))
    time.sleep(0.3)
    book()
    until(lambda: len(mail.sent) == 2 and len(text.sent) == 1, within=5)
    assert worker.stop()


def test_what_was_due_before_the_worker_came_is_sent_without_any_news(start: StartWorker) -> None:
    book()
    mail = Shared()
    start(email=mail, sms=Shared())
    until(lambda: len(mail.sent) == 2)


def test_a_mail_server_that_hangs_keeps_no_text_message_waiting(start: StartWorker) -> None:
    mail, text = Shared(), Shared()
    mail.gate.clear()
    book()
    start(email=mail, sms=text)
    until(lambda: len(text.sent) == 1)
    assert mail.sent == []
    mail.gate.set()
    until(lambda: len(mail.sent) == 2)


def test_stopping_finishes_what_has_begun_and_gives_back_the_rest(
    start: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(senders, "SENDERS", {ChannelName.EMAIL: 1, ChannelName.SMS: 1})
    mail = Shared()
    mail.gate.clear()
    book()
    worker = start(email=mail, sms=Shared())
    mail.begun.acquire(timeout=10)
    stopped: list[bool] = []
    stopping = threading.Thread(target=lambda: stopped.append(_and_close(worker.stop)))
    stopping.start()
    time.sleep(0.2)
    mail.gate.set()
    stopping.join(timeout=10)
    assert stopped == [True]
    states = sorted(Message.objects.filter(kind="scheduled", channel="email").values_list("state", flat=True))
    assert states == ["due", "sent"]
    assert not WorkerHeartbeat.objects.exists()


def test_a_delivery_that_hangs_does_not_keep_a_worker_from_stopping(
    start: StartWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visavis.messages.delivery.worker.STOP_TIMEOUT_S", 0.5)
    mail = Shared()
    mail.gate.clear()
    book()
    worker = start(email=mail, sms=Shared())
    mail.begun.acquire(timeout=10)
    begun = time.monotonic()
    assert not worker.stop()
    assert time.monotonic() - begun < 3
    mail.gate.set()


def test_a_worker_goes_on_after_an_error_that_nobody_thought_of(
    start: StartWorker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors = [RuntimeError("the loop"), RuntimeError("the sender")]
    claim, deliver_message = queue.claim, attempt.deliver_message

    def broken_claim(*args: Any, **kwargs: Any) -> list[Claimed]:
        if len(errors) == 2:
            raise errors.pop(0)
        return claim(*args, **kwargs)

    def broken_delivery(*args: Any, **kwargs: Any) -> None:
        if errors:
            raise errors.pop()
        deliver_message(*args, **kwargs)

    monkeypatch.setattr(queue, "claim", broken_claim)
    monkeypatch.setattr("visavis.messages.delivery.senders.deliver_message", broken_delivery)
    book()
    mail, text = Shared(), Shared()
    start(email=mail, sms=text)
    until(lambda: len(mail.sent) + len(text.sent) == 2)
    assert errors == []
    assert "messages wait" in caplog.text
    assert "a delivery was interrupted" in caplog.text


def test_a_worker_whose_clock_is_ahead_sends_nothing_early(start: StartWorker) -> None:
    book()
    Message.objects.filter(kind="scheduled").delete()
    soon = clock.now() + timedelta(minutes=20)
    Message.objects.update(due_at=soon, next_attempt_at=soon, expires_at=soon + timedelta(hours=1))
    mail, text = Shared(), Shared()
    with time_machine.travel(clock.now() + timedelta(minutes=25)):
        start(email=mail, sms=text)
        until(lambda: WorkerHeartbeat.objects.exists())
        time.sleep(1.5)
        assert (mail.sent, text.sent) == ([], [])
    beat = WorkerHeartbeat.objects.get()
    assert beat.seen_at < clock.now() + timedelta(minutes=1)
    assert beat.clock_off_s == pytest.approx(1500, abs=60)


def test_a_thread_that_hangs_shows_no_progress_and_the_others_do(start: StartWorker) -> None:
    mail = Shared()
    mail.gate.clear()
    book()
    worker = start(email=mail, sms=Shared())
    mail.begun.acquire(timeout=10)
    time.sleep(1.5)
    began = time.monotonic()
    time.sleep(1.5)
    stuck = {name for name, moved in worker.progress().items() if moved < began - 1}
    assert any(name.startswith("email-sender") for name in stuck)
    assert not {"email-loop", "sms-loop", "listener"} & stuck
    mail.gate.set()


def test_a_heartbeat_from_the_future_is_none() -> None:
    now = clock.now()
    heartbeats.record("one", now=now + timedelta(minutes=25))
    assert not heartbeats.worker_is_alive(now=now)


def test_a_silent_worker_is_missed() -> None:
    now = clock.now()
    assert not heartbeats.worker_is_alive(now=now)
    heartbeats.record("one", now=now)
    assert heartbeats.worker_is_alive(now=now + timedelta(seconds=20))
    assert not heartbeats.worker_is_alive(now=now + timedelta(minutes=2))
    heartbeats.record("two", now=now + timedelta(days=2))
    assert list(WorkerHeartbeat.objects.values_list("name", flat=True)) == ["two"]


def _and_close(act: Callable[[], bool]) -> bool:
    try:
        return act()
    finally:
        connection.close()
