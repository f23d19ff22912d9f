"""The processes of a practice under attack: found, asked, and waited for."""

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.attacks.conftest import Target

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
