"""Each process of `visavis run` is killed or frozen once: another takes over within seconds."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.attacks.conftest import Target

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

BACK_WITHIN_S = 45.0
"""A start takes a few seconds of a busy machine, the worker's first heartbeat a few more."""
NAMES = {
    "postgres": "bin/postgres",
    "web": "granian",
    "live": "visavis.cli live",
    "worker": "visavis.cli worker",
}


def children(pid: int) -> list[int]:
    return [
        int(one)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for one in (task / "children").read_text().split()
    ]


def process(target: Target, name: str) -> int | None:
    """The number of the program that the supervisor runs under this name."""
    return next((pid for pid in children(target.pid) if NAMES[name] in command_line(pid)), None)


def command_line(pid: int) -> str:
    """How a process was started; empty for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@contextlib.contextmanager
def supervisor_frozen(target: Target) -> Iterator[None]:
    """Nobody replaces anything meanwhile, as on a host that runs each process by itself."""
    os.kill(target.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(target.pid, signal.SIGCONT)


def status(port: int, path: str, timeout: float = 5) -> int | None:
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return None
    else:
        return answer.status
    finally:
        connection.close()


def readiness(target: Target) -> str:
    connection = HTTPConnection("127.0.0.1", target.port, timeout=10)
    try:
        connection.request("GET", "/readyz")
        return json.dumps(json.loads(connection.getresponse().read()))
    except (OSError, HTTPException, ValueError) as error:
        return repr(error)
    finally:
        connection.close()


def serves(target: Target) -> bool:
    is_live = status(target.live_port, "/healthz") is not None
    return is_live and status(target.port, "/readyz") == 200 and status(target.port, "/") == 200


def pages(target: Target) -> list[int]:
    """The processes of granian's own that answer requests."""
    web = process(target, "web")
    return [] if web is None else children(web)


def until(true: Callable[[], bool], target: Target, what: str, *, within: float = BACK_WITHIN_S) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within, f"{what}: {readiness(target)}"
        time.sleep(0.2)
    return time.monotonic() - began


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
            began = time.monotonic()
            assert "no answer in time" in readiness(target)
            assert time.monotonic() - began < 1
    finally:
        for pid in whole:
            os.kill(pid, signal.SIGCONT)
    until(lambda: serves(target), target, "the practice does not go on")
    os.kill(before, signal.SIGKILL)
    # Its own processes end by themselves, and answer what they are asked until then.
    until(lambda: "not reachable" in readiness(target), target, "the database's end is not told")
    began = time.monotonic()
    assert status(target.port, "/readyz") == 503
    assert time.monotonic() - began < 1
    began = time.monotonic()
    answered = status(target.port, "/", timeout=10)
    assert answered in {200, 503}
    assert time.monotonic() - began < 5
    until(lambda: serves(target), target, "postgres does not serve again")
