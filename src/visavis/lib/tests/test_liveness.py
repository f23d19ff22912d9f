"""Programs that hang, and parents whose children outlive them."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from visavis.lib import liveness
from visavis.lib import supervisor as module
from visavis.lib.liveness import LivenessFile
from visavis.lib.supervisor import Supervisor
from visavis.lib.tests.test_supervisor import alive, program, sleeper, supervised, until


def test_a_killed_parent_is_noticed_although_its_children_hold_its_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RESTART_PAUSES", (0.05,))
    code = (
        "import os, pathlib, subprocess, sys, time\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "child = subprocess.Popen(['sleep', '60'])\n"
        "with (folder / 'pids').open('a') as pids: print(os.getpid(), child.pid, file=pids)\n"
        "time.sleep(60)\n"
    )

    def pids() -> list[list[str]]:
        path = tmp_path / "pids"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(program("web", code, ready=lambda: len(pids()) == 1))
        parent, orphan = map(int, pids()[0])
        os.kill(parent, signal.SIGKILL)
        await until(lambda: len(pids()) == 2)
        assert not alive(orphan)

    supervised(story)


def test_a_program_that_hangs_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_PAUSES", (0.05,))
    monkeypatch.setattr(liveness, "EVERY_S", 0.05)
    hung: set[int] = set()

    def number() -> int:
        path = tmp_path / "web"
        return int(path.read_text() or 0) if path.exists() else 0

    async def story(supervisor: Supervisor) -> None:
        web = sleeper("web", tmp_path, alive=lambda: number() not in hung)
        await supervisor.start(web)
        first = number()
        await asyncio.sleep(0.5)
        assert number() == first
        os.kill(first, signal.SIGSTOP)
        hung.add(first)
        await until(lambda: number() not in {first, 0})

    said = supervised(story)
    assert "     web | does not answer any more and is killed" in said


def test_a_file_shows_life_from_its_first_touch_until_it_is_old(tmp_path: Path) -> None:
    life = LivenessFile(tmp_path / "alive")
    assert life.is_fresh(), "without a file nothing can be said against the program"
    life.prepare()
    assert not life.is_fresh(), "it is only starting"
    life.touch()
    assert life.is_fresh()
    touched = time.time()
    os.utime(tmp_path / "alive", (touched - liveness.SILENT_AFTER_S - 1,) * 2)
    assert not life.is_fresh()
    life.prepare()
    assert not life.is_fresh(), "what an earlier process showed does not count for the next"


def test_a_file_that_cannot_be_made_stops_nobody(tmp_path: Path) -> None:
    life = LivenessFile(tmp_path / "missing" / "alive")
    life.prepare()
    life.touch()
    assert life.is_fresh()
