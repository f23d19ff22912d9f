"""The practice's disk is full: it is told, nobody who waits is lost, and all recovers once there is room."""

import contextlib
import json
import os
import re
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.conftest import Target, running_practice
from tests.attacks.processes import readiness, serves, until
from tests.attacks.test_strangers import Stranger, inside, stranger
from tests.ports import free_port

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

DISK_MB = 420
"""Room for a new practice and the hundred megabytes below which a disk counts as nearly full."""
RECOVERS_WITHIN_S = 90
"""The database starts again half a minute after the last try that found no room."""
DJANGO = """
import json, os
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "visavis.config.settings"
import django
django.setup()
from tests import personas
from visavis.lib import clock
from visavis.people.links import link_token
from visavis.waiting.models import Visit
"""
BOOK = """
now = clock.now()
service = personas.service(personas.olena(), notice_min=0)
own = personas.booked_by_staff(service, now + timedelta(minutes=5), now=now)
print(json.dumps({"id": str(own.public_id), "token": link_token(own.public_id, own.link_generation)}))
"""
VISIT = """
[visit] = Visit.objects.filter(party="client")
print(json.dumps({"stage": visit.stage, "entered": visit.entered_at.isoformat(),
                  "here": visit.is_here(now=clock.now())}))
"""
WRITE_UNTIL_IT_BREAKS = """
from django.db import DatabaseError, connection
broken = ""
try:
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_logical_emit_message(true, 'full', 'disk')")
            cursor.execute("SELECT pg_switch_wal()")
except DatabaseError as error:
    broken = str(error)
print(json.dumps({"broken": broken}))
"""


@dataclass(frozen=True)
class WaitingClient:
    """A client in the waiting room, whose page says every few seconds that it is there."""

    browser: Stranger
    page: str

    def beats(self) -> bool:
        """Whether the practice took the page's word."""
        status, html = self.browser.get(self.page)
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', html)
        if status != 200 or token is None:
            return False
        heartbeat = {"tab": "his", "visible": True, "connected": False, "camera": "on", "microphone": "on"}
        request = urllib.request.Request(  # noqa: S310  a practice of ours
            f"{self.browser.base}{self.page}heartbeat/",
            json.dumps(heartbeat).encode(),
            {"Content-Type": "application/json", "X-CSRFToken": token[1], "Referer": self.browser.base + "/"},
        )
        try:
            with self.browser.open(request, timeout=30) as answer:
                return bool(answer.status == 204)
        except urllib.error.URLError:
            return False


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own."""
    folder = Path(tempfile.mkdtemp(prefix="visavis-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0711", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("a disk of our own needs root and the right to mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte is free."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 65_536)
    try:
        yield
    finally:
        ballast.unlink()


def enter(target: Target) -> WaitingClient:
    booked = inside(target, DJANGO + BOOK)
    browser = stranger(target)
    assert browser.get(f"/v/{booked['token']}")[0] == 302
    page = f"/a/{booked['id']}/"
    assert browser.post(f"{page}enter/", {}, page=page)[0] == 302
    return WaitingClient(browser, page)


def visit(target: Target) -> dict[str, Any]:
    return inside(target, DJANGO + VISIT)


def test_a_full_disk_is_told_and_who_waits_is_not_lost(small_disk: Path) -> None:
    port = free_port()
    with running_practice(port, f"http://127.0.0.1:{port}", folder=small_disk) as target:
        until(lambda: serves(target), target, "not ready before")
        client = enter(target)
        assert client.beats()
        before = visit(target)
        assert before["here"]
        with full(small_disk):
            told = until(lambda: "only 0 MB are free" in readiness(target), target, "the disk is not told")
            broken = inside(target, DJANGO + WRITE_UNTIL_IT_BREAKS)
            assert broken["broken"], "the database found room"
            until(lambda: '"database": "in order"' not in readiness(target), target, "its end is not told")
            assert not client.beats()
        back = until(lambda: serves(target), target, "it does not recover", within=RECOVERS_WITHIN_S)
        assert client.beats()
        assert visit(target) == before
        print(f"full disk told after {told:.1f} s, all is well {back:.1f} s after there was room")
