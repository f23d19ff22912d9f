"""Each process of `visavis run` is killed or frozen once: another takes over within seconds."""

import contextlib
import os
import signal
import time

import pytest

from tests.attacks.conftest import Target
from tests.attacks.processes import (
    children,
    pages,
    process,
    readiness,
    serves,
    status,
    supervisor_frozen,
    until,
)

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", ["web", "live", "worker", "postgres"])
def test_a_process_that_is_killed_is_back_within_seconds(target: Target, name: str) -> None:
    until(lambda: serves(target), target, "not ready before")
    before = process(target, name)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    replaced = until(
        lambda: process(target, name) not in {None, before}, target, f"{name} was not started again"
    )
    back = until(lambda: serves(target), target, f"{name} does not serve again")
    print(f"{name} killed: replaced after {replaced:.1f} s, served {back:.1f} s later")


@pytest.mark.parametrize("name", ["web", "live", "worker"])
def test_a_process_that_is_frozen_is_replaced(target: Target, name: str) -> None:
    until(lambda: serves(target), target, "not ready before")
    before = process(target, name)
    assert before is not None
    for pid in [*children(before), before]:
        os.kill(pid, signal.SIGSTOP)
    replaced = until(lambda: process(target, name) not in {None, before}, target, f"{name} was not replaced")
    back = until(lambda: serves(target), target, f"{name} does not serve again")
    print(f"{name} frozen: replaced after {replaced:.1f} s, served {back:.1f} s later")


def test_pages_whose_own_processes_are_all_frozen_are_replaced(target: Target) -> None:
    until(lambda: serves(target), target, "not ready before")
    before = process(target, "web")
    assert before is not None
    for pid in pages(target):
        os.kill(pid, signal.SIGSTOP)
    replaced = until(lambda: process(target, "web") not in {None, before}, target, "web was not replaced")
    back = until(lambda: serves(target), target, "web does not serve again")
    print(f"granian's own processes frozen: replaced after {replaced:.1f} s, served {back:.1f} s later")


def test_one_of_the_pages_processes_that_is_frozen_is_replaced(target: Target) -> None:
    until(lambda: serves(target), target, "not ready before")
    before = process(target, "web")
    assert before is not None
    frozen, _other = pages(target)
    os.kill(frozen, signal.SIGSTOP)
    replaced = until(lambda: frozen not in pages(target), target, "the frozen process was not replaced")
    back = until(lambda: serves(target), target, "web does not serve again")
    print(f"one of granian's own frozen: replaced after {replaced:.1f} s, served {back:.1f} s later")


def test_a_worker_that_stands_still_is_told_by_readyz_until_another_runs(target: Target) -> None:
    until(lambda: serves(target), target, "not ready before")
    with supervisor_frozen(target):
        worker = process(target, "worker")
        assert worker is not None
        os.kill(worker, signal.SIGSTOP)
        said = until(lambda: "none is running" in readiness(target), target, "nothing is said", within=90)
    until(lambda: process(target, "worker") not in {None, worker}, target, "the worker was not replaced")
    back = until(lambda: serves(target), target, "the worker does not go on")
    print(f"a frozen worker: said after {said:.1f} s, all is well {back:.1f} s after the next one started")


def test_a_worker_that_was_frozen_for_a_while_goes_on(target: Target) -> None:
    until(lambda: serves(target), target, "not ready before")
    worker = process(target, "worker")
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)
    time.sleep(8)
    assert status(target.port, "/") == 200
    os.kill(worker, signal.SIGCONT)
    until(lambda: serves(target), target, "the worker does not go on")
    assert process(target, "worker") == worker


def test_pages_say_in_time_that_the_database_is_away_while_the_process_lives(target: Target) -> None:
    until(lambda: serves(target), target, "not ready before")
    before = process(target, "postgres")
    assert before is not None
    whole = [before, *children(before)]
    for pid in whole:
        os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(5):
            began = time.monotonic()
            assert status(target.port, "/healthz") == 200
            assert time.monotonic() - began < 1
            assert "no answer in time" in readiness_within_a_second(target)
    finally:
        for pid in whole:
            # One whose client has hung up may end as soon as the first of them go on.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    until(lambda: serves(target), target, "the practice does not go on")
    os.kill(before, signal.SIGKILL)
    # Its own processes end by themselves, and answer what they are asked until then.
    until(
        lambda: '"database": "in order"' not in readiness_within_a_second(target),
        target,
        "the database's end is not told",
    )
    began = time.monotonic()
    answered = status(target.port, "/", timeout=10)
    assert answered in {200, 503}
    assert time.monotonic() - began < 5
    until(lambda: serves(target), target, "postgres does not serve again")


def readiness_within_a_second(target: Target) -> str:
    began = time.monotonic()
    answer = readiness(target)
    assert time.monotonic() - began < 1
    return answer
