"""What the worker does by the clock: which jobs there are, how often, and that each ends what is over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from procrastinate.contrib.django import app

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment, IdempotencyRecord
from visavis.booking.services.hold import expire_holds
from visavis.history.models import HistoryAccess
from visavis.live.events import emit
from visavis.live.models import Event
from visavis.messages.delivery.heartbeats import WorkerProblem, worker_health
from visavis.people.models import RateCounter
from visavis.people.rate_limits import check_rate
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = MONDAY + 7 * DAY + 2 * HOUR
EVERY_MINUTE = "* * * * *"

Ended = Callable[[], bool]
"""Whether the case has ended."""


@dataclass(frozen=True)
class Case:
    """One job: how often it runs, something that runs out, and when after `MONDAY` it must and must not."""

    cron: str
    begin: Callable[[], Ended]
    not_after: timedelta
    after: timedelta


def a_service(**fields: object) -> Service:
    personas.practice(request_expires_h=24)
    return personas.service(personas.olena(), **fields)


def state_is(row: Appointment, *states: State) -> Ended:
    return lambda: Appointment.objects.get(pk=row.pk).lifecycle in states


def a_hold() -> Ended:
    return state_is(personas.held(a_service(), START), State.EXPIRED)


def an_expired_hold() -> Ended:
    row = personas.held(a_service(), START)
    expire_holds(now=MONDAY + HOUR)
    return lambda: not Appointment.objects.filter(pk=row.pk).exists()


def a_request() -> Ended:
    return state_is(personas.booked(a_service(needs_approval=True), START), State.EXPIRED)


def a_consultation_to_which_nobody_came() -> Ended:
    return state_is(personas.booked(a_service(), START), State.NO_SHOW, State.TECHNICAL_FAILURE)


def an_idempotency_record() -> Ended:
    row = personas.booked(a_service(), START)
    IdempotencyRecord.objects.create(key="key", digest="digest", appointment=row, created_at=MONDAY)
    return lambda: not IdempotencyRecord.objects.exists()


def an_event() -> Ended:
    emit("stream", "kind", now=MONDAY)
    return lambda: not Event.objects.exists()


def a_signal() -> Ended:
    emit("stream", "signal", now=MONDAY)
    return lambda: not Event.objects.exists()


def an_attempt() -> Ended:
    check_rate("somebody", limit=1, per=HOUR, now=MONDAY)
    return lambda: not RateCounter.objects.exists()


def a_history_access() -> Ended:
    HistoryAccess.objects.create(email="ivan@example.org", language="en", requested_at=MONDAY)
    return lambda: not HistoryAccess.objects.exists()


CASES = {
    "booking.expire_holds": Case(EVERY_MINUTE, a_hold, 9 * MINUTE, 11 * MINUTE),
    "booking.expire_requests": Case(EVERY_MINUTE, a_request, 23 * HOUR, 25 * HOUR),
    "calls.close_consultations": Case(
        EVERY_MINUTE, a_consultation_to_which_nobody_came, START - MONDAY + 40 * MINUTE, 8 * DAY
    ),
    "booking.delete_idempotency_records": Case("41 * * * *", an_idempotency_record, 23 * HOUR, 25 * HOUR),
    "live.prune_events": Case("17 * * * *", an_event, 23 * HOUR, 25 * HOUR),
    "calls.delete_old_signals": Case(EVERY_MINUTE, a_signal, 4 * MINUTE, 6 * MINUTE),
    "people.delete_rate_counters": Case("37 * * * *", an_attempt, 1 * HOUR, 3 * HOUR),
    "config.apply_retention": Case("23 3 * * *", an_expired_hold, 1 * DAY, 60 * DAY),
    "history.delete_old_accesses": Case("43 * * * *", a_history_access, 23 * HOUR, 2 * DAY),
}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def test_these_are_the_jobs_that_run_by_the_clock() -> None:
    found = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    ends_nothing = {
        "messages.record_heartbeat": "* * * * * */15",
        "booking.compare_wall_times": EVERY_MINUTE,
        "calls.reconcile": EVERY_MINUTE,
        "calls.look_for_providers": EVERY_MINUTE,
    }
    assert found == {name: case.cron for name, case in CASES.items()} | ends_nothing


def test_a_job_records_that_jobs_run(clock: time_machine.Traveller) -> None:
    assert WorkerProblem.JOBS_STOPPED in worker_health(now=MONDAY).problems
    app.tasks["messages.record_heartbeat"](timestamp=0)
    assert WorkerProblem.JOBS_STOPPED not in worker_health(now=MONDAY).problems


@pytest.mark.parametrize("name", CASES)
def test_a_job_ends_what_is_over_and_nothing_earlier(clock: time_machine.Traveller, name: str) -> None:
    case, task = CASES[name], app.tasks[name]
    has_ended = case.begin()
    for passed, over in ((case.not_after, False), (case.after, True)):
        clock.move_to(MONDAY + passed)
        # Procrastinate gives a job the minute it is for.
        task(timestamp=int((MONDAY + passed).timestamp()))
        assert has_ended() is over, passed
    task(timestamp=0)
