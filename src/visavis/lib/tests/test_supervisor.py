import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from visavis.lib import supervisor as module
from visavis.lib.supervisor import Program, ProgramFailed, Stopped, Supervisor


def program(name: str, code: str, **more: Any) -> Program:
    return Program(name, [sys.executable, "-uc", code], **more)


def sleeper(name: str, folder: Path, **more: Any) -> Program:
    """Says hello, writes its number, and writes down when it is told to end."""
    code = (
        "import os, pathlib, signal, sys, time\n"
        f"folder = pathlib.Path({str(folder)!r})\n"
        "def end(*_):\n"
        f"    (folder / 'ended').open('a').write('{name}\\n'); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"(folder / '{name}').write_text(str(os.getpid()))\n"
        f"print('hello from {name}')\n"
        "time.sleep(60)\n"
    )
    return program(name, code, **{"ready": (folder / name).exists, **more})


def supervised(
    story: Callable[[Supervisor], Coroutine[Any, Any, None]], stop_timeout: float = 5
) -> list[str]:
    said: list[str] = []

    async def told() -> None:
        async with Supervisor(output=said.append, stop_timeout=stop_timeout) as supervisor:
            await story(supervisor)

    asyncio.run(told())
    return said


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


def test_programs_start_in_order_and_end_in_reverse(tmp_path: Path) -> None:
    async def story(supervisor: Supervisor) -> None:
        for name in ("first", "second", "third"):
            await supervisor.start(sleeper(name, tmp_path))

    supervised(story)
    assert (tmp_path / "ended").read_text().split() == ["third", "second", "first"]


def test_every_line_bears_the_name_of_its_program(tmp_path: Path) -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(sleeper("web", tmp_path))
        await supervisor.start(program("odd", "print('x' * 40000 + 'end', end='')"))
        await asyncio.sleep(0.3)

    said = supervised(story)
    assert "     web | hello from web" in said
    assert "".join(line.split(" | ")[1] for line in said if line.startswith("     odd | x")).endswith("xend")


def test_the_next_program_waits_until_the_one_before_is_ready(tmp_path: Path) -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(sleeper("slow", tmp_path))
        assert (tmp_path / "slow").exists()

    supervised(story)


def test_a_program_that_ends_while_starting_is_reported_with_its_last_words() -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(program("web", "raise SystemExit('no such page')", ready=lambda: False))

    with pytest.raises(ProgramFailed, match="web ended while it was starting: no such page"):
        supervised(story)


def test_a_program_that_never_answers_is_reported() -> None:
    async def story(supervisor: Supervisor) -> None:
        mute = program("web", "import time; time.sleep(60)", ready=lambda: False, ready_within=0.3)
        await supervisor.start(mute)

    with pytest.raises(ProgramFailed, match=r"web did not answer within 0 s\."):
        supervised(story)


def test_a_program_that_does_not_exist_is_reported() -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(Program("web", ["/nonexistent/program"]))

    with pytest.raises(ProgramFailed, match="web does not start: "):
        supervised(story)


def test_a_program_that_dies_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_PAUSES", (0.05,))
    prepared = []

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(sleeper("web", tmp_path, prepare=lambda: prepared.append(1)))
        first = int((tmp_path / "web").read_text())
        os.kill(first, signal.SIGKILL)
        await until(lambda: (tmp_path / "web").read_text() not in {str(first), ""})

    said = supervised(story)
    assert "     web | was killed by SIGKILL; it starts again in 0 s" in said
    assert len(prepared) == 2


def test_a_start_that_fails_later_is_tried_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_PAUSES", (0.02,))
    starts = []

    def prepare() -> None:
        starts.append(time.monotonic())
        if len(starts) in {2, 3}:
            raise OSError("not yet")

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(program("web", "import time; time.sleep(0.2)", prepare=prepare))
        await until(lambda: len(starts) >= 4)

    assert supervised(story).count("     web | not yet") == 2


def test_a_process_that_is_being_born_while_all_stops_is_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESTART_PAUSES", (0.02,))
    begun: list[str] = []
    born: list[asyncio.subprocess.Process] = []
    spawn = Supervisor._spawn

    async def slowly(self: Supervisor, program: Program) -> asyncio.subprocess.Process:
        begun.append(program.name)
        await asyncio.sleep(0.3 if begun[1:] else 0)
        born.append(await spawn(self, program))
        return born[-1]

    monkeypatch.setattr(Supervisor, "_spawn", slowly)

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(program("web", "import time; time.sleep(0.2)"))
        await until(lambda: len(begun) == 2)

    supervised(story)
    assert len(born) == 2
    assert [process.returncode is None for process in born] == [False, False]


def test_what_does_not_end_in_time_is_killed_with_its_children(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal, time;"
        " signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)'])\n"
        f"pathlib.Path({str(tmp_path / 'pids')!r}).write_text(f'{{os.getpid()}} {{child.pid}} ')\n"
        "time.sleep(60)\n"
    )
    pids: list[int] = []

    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(sleeper("polite", tmp_path))
        ready = lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text().endswith(" ")  # noqa: E731  read in one place
        await supervisor.start(program("stubborn", code, ready=ready))
        pids.extend(map(int, (tmp_path / "pids").read_text().split()))

    begun = time.monotonic()
    said = supervised(story, stop_timeout=1.5)
    assert time.monotonic() - begun < 5
    assert "stubborn | did not end in time and is killed" in said
    # The one behind it still got its chance.
    assert (tmp_path / "ended").read_text().split() == ["polite"]
    deadline = time.monotonic() + 5
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [pid for pid in pids if alive(pid)] == []


def test_a_signal_ends_the_waiting_and_a_second_one_the_patience(tmp_path: Path) -> None:
    async def story(supervisor: Supervisor) -> None:
        deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
        await supervisor.start(program("deaf", deaf))
        await asyncio.sleep(0.3)
        asyncio.get_running_loop().call_later(0.1, os.kill, os.getpid(), signal.SIGINT)
        asyncio.get_running_loop().call_later(0.4, os.kill, os.getpid(), signal.SIGTERM)
        await supervisor.wait_for_stop()

    begun = time.monotonic()
    supervised(story, stop_timeout=30)
    assert time.monotonic() - begun < 10


def test_a_signal_during_a_start_stops_what_was_started(tmp_path: Path) -> None:
    async def story(supervisor: Supervisor) -> None:
        await supervisor.start(sleeper("first", tmp_path))
        asyncio.get_running_loop().call_later(0.2, os.kill, os.getpid(), signal.SIGINT)
        await supervisor.start(program("web", "import time; time.sleep(60)", ready=lambda: False))

    with pytest.raises(Stopped):
        supervised(story)
    assert (tmp_path / "ended").read_text().split() == ["first"]


def test_a_step_gives_its_lines_and_shows_them_only_when_it_fails() -> None:
    lines: list[str] = []

    async def good(supervisor: Supervisor) -> None:
        lines.extend(await supervisor.run_once(program("step", "print('a'); print('b')")))

    assert supervised(good) == []
    assert lines == ["a", "b"]

    async def bad(supervisor: Supervisor) -> None:
        await supervisor.run_once(program("step", "print('a'); raise SystemExit('table missing')"))

    with pytest.raises(ProgramFailed, match="step failed: table missing"):
        supervised(bad)


def test_a_signal_stops_a_step() -> None:
    async def story(supervisor: Supervisor) -> None:
        asyncio.get_running_loop().call_later(0.2, os.kill, os.getpid(), signal.SIGTERM)
        await supervisor.run_once(program("step", "import time; time.sleep(60)"))

    with pytest.raises(Stopped):
        supervised(story)


def test_programs_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys, pathlib\n"
        "from visavis.lib.tests.test_supervisor import sleeper\n"
        "from visavis.lib.supervisor import Supervisor\n"
        "async def main():\n"
        "    async with Supervisor(output=print) as supervisor:\n"
        "        await supervisor.start(sleeper('web', pathlib.Path(sys.argv[1])))\n"
        "        print('up', flush=True)\n"
        "        await supervisor.wait_for_stop()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout
        while killed.stdout.readline().strip() != "up":
            assert killed.poll() is None
        pid = int((tmp_path / "web").read_text())
        killed.kill()
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(pid)
