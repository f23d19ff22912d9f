"""Sixty-four connections want one specialist's time; the database is asked who got it."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from benchmarks.support.race_pool import (
    CONNECTIONS,
    RacePool,
    Result,
    count_deadlocks,
    count_outcomes,
    database_url,
    race_pool,
)
from benchmarks.support.report import scaled
from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.booking.lifecycle import BLOCKING, State
from visavis.booking.models import Appointment
from visavis.schedule.models import Service

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]

ROUNDS = scaled(1000, least=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = MONDAY.isoformat()
REFUSALS = {"slot_taken", "slot_not_offered"}


@pytest.fixture(scope="module")
def pool(django_db_setup: None) -> Iterator[RacePool]:
    with race_pool(database_url(connection.settings_dict)) as made:
        yield made


@pytest.fixture
def service() -> Service:
    personas.practice()
    return personas.service(personas.olena(), notice_min=0, change_notice_min=0, horizon_days=60)


def _start(number: int) -> Any:
    """10:00 in Kyiv on one working day after another, so that rounds do not meet."""
    week, weekday = divmod(number % 40, 5)
    return MONDAY + 2 * HOUR + week * 7 * DAY + weekday * DAY


def _run(pool: RacePool, action: str, arguments: list[tuple[Any, ...]]) -> list[Result]:
    results = pool.run(f"benchmarks.support.race_actions:{action}", arguments)
    assert not [result for result in results if result.what == "error"], results
    _assert_nobody_is_double_booked()
    return results


def _assert_nobody_is_double_booked() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM booking_appointment a JOIN booking_appointment b"
            " ON a.id < b.id AND a.specialist_id = b.specialist_id AND a.busy && b.busy"
            " WHERE a.state = ANY(%(states)s) AND b.state = ANY(%(states)s)",
            {"states": [state.value for state in BLOCKING]},
        )
        assert cursor.fetchone() == (0,)
    assert count_deadlocks() == 0


def _clean() -> None:
    Appointment.objects.all().delete()


def test_one_slot_has_one_winner_and_everyone_else_is_offered_another(
    pool: RacePool, service: Service
) -> None:
    for number in range(ROUNDS):
        start = _start(number).isoformat()
        arguments = [(service.pk, start, NOW, f"b{number}-{racer}") for racer in range(CONNECTIONS)]
        results = _run(pool, "hold_or_alternatives", arguments)
        assert count_outcomes(results) == {"won": 1, "slot_taken": CONNECTIONS - 1}
        _clean()


def test_programs_and_pages_race_for_one_slot(pool: RacePool, service: Service) -> None:
    for number in range(ROUNDS):
        start = _start(number).isoformat()
        ways = ("book_in_one", "hold_and_book")
        arguments = [(ways[racer % 2], service.pk, start, NOW, f"b{racer}") for racer in range(CONNECTIONS)]
        counts = count_outcomes(_run(pool, "run_action", arguments))
        assert counts == {"won": 1, "slot_taken": CONNECTIONS - 1}
        assert Appointment.objects.get().lifecycle is State.SCHEDULED
        _clean()


def test_starts_that_overlap_unequally_never_meet(pool: RacePool, service: Service) -> None:
    Service.objects.filter(pk=service.pk).update(step_min=5)
    for number in range(ROUNDS):
        starts = [_start(number) + timedelta(minutes=5 * (racer % 24)) for racer in range(CONNECTIONS)]
        arguments = [(service.pk, start.isoformat(), NOW, f"b{r}") for r, start in enumerate(starts)]
        counts = count_outcomes(_run(pool, "hold_and_book", arguments))
        # Two hours hold two sessions of fifty minutes and a ten-minute break, or three that begin late.
        assert 1 <= counts["won"] <= 3
        assert set(counts) <= {"won"} | REFUSALS
        _clean()


def test_two_services_of_one_specialist_share_one_time(pool: RacePool, service: Service) -> None:
    other = personas.service(service.specialist, name="Short", duration_min=25, step_min=15, notice_min=0)
    for number in range(ROUNDS):
        start = _start(number)
        arguments = [
            (
                (service, other)[racer % 2].pk,
                (start + timedelta(minutes=15) * (racer % 2)).isoformat(),
                NOW,
                f"b{racer}",
            )
            for racer in range(CONNECTIONS)
        ]
        counts = count_outcomes(_run(pool, "hold_and_book", arguments))
        assert counts["won"] == 1
        _clean()


def test_moving_and_booking_race_for_one_slot(pool: RacePool, service: Service) -> None:
    for number in range(ROUNDS):
        mine = personas.booked(service, _start(number) + 3 * HOUR)
        wanted = _start(number).isoformat()
        arguments: list[tuple[Any, ...]] = [("move", mine.pk, wanted, NOW)]
        arguments += [("hold_and_book", service.pk, wanted, NOW, f"b{r}") for r in range(CONNECTIONS - 1)]
        counts = count_outcomes(_run(pool, "run_action", arguments))
        assert counts["won"] == 1
        mine.refresh_from_db()
        assert mine.lifecycle in BLOCKING, "the appointment that was moved is never without a slot"
        _clean()


def test_two_clients_who_swap_their_slots_keep_them(pool: RacePool, service: Service) -> None:
    for number in range(ROUNDS):
        here, there = _start(number), _start(number) + HOUR
        a, b = personas.booked(service, here), personas.booked(service, there, details=MARIA)
        swaps = [("move", a.pk, there.isoformat(), NOW), ("move", b.pk, here.isoformat(), NOW)]
        counts = count_outcomes(_run(pool, "run_action", [swaps[racer % 2] for racer in range(CONNECTIONS)]))
        assert counts == {"slot_taken": CONNECTIONS}
        a.refresh_from_db()
        b.refresh_from_db()
        assert (a.starts_at, b.starts_at) == (here, there)
        _clean()


def test_a_hold_that_runs_out_goes_to_its_owner_or_to_one_other(pool: RacePool, service: Service) -> None:
    in_time, too_late = NOW, (MONDAY + timedelta(minutes=10)).isoformat()
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        held = personas.held(service, _start(number))
        arguments: list[tuple[Any, ...]] = [("book", held.pk, in_time, "owner")]
        start = held.starts_at.isoformat()
        arguments += [("hold", service.pk, start, too_late, f"b{r}") for r in range(CONNECTIONS - 1)]
        results = _run(pool, "run_action", arguments)
        assert count_outcomes(results)["won"] == 1
        seen["owner" if results[0].what == "won" else "other"] += 1
        _clean()
    assert sum(seen.values()) == ROUNDS


def test_a_confirmation_that_meets_the_end_of_its_time_books_once_or_not_at_all(
    pool: RacePool, service: Service
) -> None:
    in_time, too_late = MONDAY + timedelta(minutes=29), MONDAY + timedelta(minutes=30)
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        held = personas.awaiting(service, _start(number))
        start = held.starts_at.isoformat()
        ways: list[tuple[Any, ...]] = [
            ("confirm", held.pk, in_time.isoformat()),
            ("expire", too_late.isoformat()),
            ("hold", service.pk, start, too_late.isoformat(), "another"),
        ]
        arguments = [ways[racer % 3] for racer in range(CONNECTIONS)]
        results = _run(pool, "run_action", arguments)
        held.refresh_from_db()
        by_owner = {result.what for result in results[::3]}
        others = Appointment.objects.exclude(pk=held.pk).count()
        if held.lifecycle is State.SCHEDULED:
            assert (by_owner, others) == ({"won"}, 0)
        else:
            assert (by_owner, others, held.lifecycle) == ({"hold_expired"}, 1, State.EXPIRED)
        # Its client is told once, whoever pressed how often.
        assert held.transitions.filter(action="book").count() <= 1
        seen[held.lifecycle.value] += 1
        _clean()
    assert sum(seen.values()) == ROUNDS
