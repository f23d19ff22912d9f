"""What floods of refused requests leave behind in the web processes."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.attacks.conftest import Target
from tests.attacks.counting import count

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

LARGE = b"x" * 2_400_000
MIB = 1024 * 1024
ALLOWED = 40 * MIB
"""By so much all web processes together may have grown after a flood."""


def web_memory(target: Target) -> int:
    """Bytes of private memory of the supervisor's web processes."""
    return sum(_private(pid) for pid in _descendants(target.pid) if "granian" in _command(pid))


def test_bodies_that_are_refused_leave_no_memory_behind(target: Target) -> None:
    for path, kind in (
        ("/link/", "application/x-www-form-urlencoded"),
        ("/api/appointments", "application/json"),
    ):
        send_large(target, path, kind)
        before = web_memory(target)
        with ThreadPoolExecutor(16) as clients:
            statuses = set(clients.map(partial(send_large, target, path, kind), range(200)))
        assert statuses == {413}
        grown = web_memory(target) - before
        print(f"{path}: {before / MIB:.0f} MiB before the flood, {grown / MIB:+.1f} MiB after it")
        count(f"large bodies to {path}", tried=200, findings=int(grown >= ALLOWED))
        assert grown < ALLOWED


def send_large(target: Target, path: str, kind: str, _number: int = 0) -> int:
    connection = HTTPConnection("127.0.0.1", target.port, timeout=60)
    try:
        connection.request("POST", path, body=LARGE, headers={"Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _private(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kinds = ("Private_Clean:", "Private_Dirty:")
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith(kinds))


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def _descendants(pid: int) -> list[int]:
    children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [further for child in children for further in _descendants(child)]
