"""Runs a few programs together.

They are started in order, each when the one before it is ready, restarted with growing pauses when they die,
and stopped in reverse order on SIGINT or SIGTERM.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from visavis.lib import liveness
from visavis.lib.parent_death import die_with_parent

STOP_TIMEOUT = 5.0
"""Seconds that stopping may take in all; what still runs then is killed."""
KILL_RESERVE = 0.3
"""Seconds kept back for each program still to be stopped."""
RESTART_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
HEALTHY_AFTER = 60.0
"""Seconds after which a program counts as healthy again, so that its next pause is the shortest."""
LONGEST_LINE = 16_384
EXIT_CHECK_S = 0.1


class ProgramFailed(Exception):
    """A program ended, or stayed silent, before it was ready; the message is one sentence."""


class Stopped(Exception):
    """A stop was requested while something was still starting."""


@dataclass(frozen=True)
class Program:
    """What to run. `prepare` runs before every start, `ready` is asked until it says yes.

    `alive` is asked every few seconds from then on; a program that does not answer is killed and starts anew.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], bool] = lambda: True
    ready_within: float = 60.0
    prepare: Callable[[], None] = lambda: None
    alive: Callable[[], bool] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    options: Mapping[str, Any] = field(default_factory=dict)


class _Running:
    """One program and what we know of its present process."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: asyncio.subprocess.Process | None = None
        self.lines: deque[str] = deque(maxlen=20)
        self.reading: asyncio.Task[None] | None = None
        self.watching: asyncio.Task[None] | None = None
        self.launching: asyncio.Task[None] | None = None
        self.since = 0.0


class Supervisor:
    """Use as `async with`: leaving the block stops everything, within `stop_timeout` seconds."""

    def __init__(self, *, output: Callable[[str], None], stop_timeout: float = STOP_TIMEOUT) -> None:
        self._output = output
        self._stop_timeout = stop_timeout
        self._running: list[_Running] = []
        self._stop_requested = asyncio.Event()
        self._stop_now = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.request_stop)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop_requested.set()
        await self._stop_all()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)

    def request_stop(self) -> None:
        """Stop everything; a second request kills at once."""
        if self._stop_requested.is_set():
            self._stop_now.set()
        self._stop_requested.set()

    async def start(self, program: Program) -> None:
        """Start `program`, return when it is ready, and keep it running from then on.

        Raises:
            ProgramFailed: it ended or stayed silent for `ready_within` seconds.
            Stopped: a stop was requested meanwhile.
        """
        running = _Running(program)
        self._running.append(running)
        await self._launch(running)
        await self._until_ready(running)
        running.watching = asyncio.create_task(self._watch(running))

    async def run_once(self, program: Program) -> list[str]:
        """Run a step to its end and return the lines it printed, without showing them.

        Raises:
            ProgramFailed: it ended with a code other than 0; what it printed is shown.
            Stopped: a stop was requested meanwhile.
        """
        program.prepare()
        process = await self._spawn(program)
        running = _Running(program)
        running.process = process
        self._running.append(running)
        talking = asyncio.create_task(process.communicate())
        await self._unless_stopped(talking)
        self._running.remove(running)
        lines = talking.result()[0].decode(errors="replace").splitlines()
        if process.returncode:
            for line in lines:
                self._show(program, line)
            raise ProgramFailed(f"{program.name} failed: {lines[-1] if lines else process.returncode}")
        return lines

    async def wait_for_stop(self) -> None:
        """Wait for SIGINT or SIGTERM."""
        await self._stop_requested.wait()

    async def _spawn(self, program: Program) -> asyncio.subprocess.Process:
        options: dict[str, Any] = {
            # Ctrl-C in a terminal must reach us alone: we stop the others, in order.
            "start_new_session": True,
            "preexec_fn": die_with_parent(program.stop_signal),
            **program.options,
        }
        try:
            return await asyncio.create_subprocess_exec(
                *program.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                **options,
            )
        except OSError as error:
            raise ProgramFailed(f"{program.name} does not start: {error}.") from error

    async def _launch(self, running: _Running) -> None:
        running.program.prepare()
        running.process = await self._spawn(running.program)
        running.since = time.monotonic()
        running.reading = asyncio.create_task(self._relay(running))

    async def _until_ready(self, running: _Running) -> None:
        program, process = running.program, running.process
        deadline = time.monotonic() + program.ready_within
        while True:
            if self._stop_requested.is_set():
                raise Stopped
            if process is None or process.returncode is not None:
                if running.reading:
                    await running.reading
                told = f": {running.lines[-1]}" if running.lines else "."
                raise ProgramFailed(f"{program.name} ended while it was starting{told}")
            if await asyncio.to_thread(program.ready):
                return
            if time.monotonic() > deadline:
                raise ProgramFailed(f"{program.name} did not answer within {program.ready_within:.0f} s.")
            await asyncio.sleep(0.05)

    async def _watch(self, running: _Running) -> None:
        failures = 0
        while running.process is not None:
            checking = asyncio.create_task(self._replace_if_it_hangs(running))
            try:
                code = await _exit_code(running.process)
            finally:
                checking.cancel()
            # What it left behind, such as workers of its own, would hold the port.
            _signal_group(running.process, signal.SIGKILL)
            if self._stop_requested.is_set():
                return
            failures = 0 if time.monotonic() - running.since > HEALTHY_AFTER else failures
            pause = RESTART_PAUSES[min(failures, len(RESTART_PAUSES) - 1)]
            failures += 1
            self._show(running.program, f"{_ending(code)}; it starts again in {pause:.0f} s")
            await asyncio.sleep(pause)
            try:
                running.launching = asyncio.create_task(self._launch(running))
                # Stopping cancels the watch, and must not lose a process that is just being born.
                await asyncio.shield(running.launching)
            except Exception as error:  # noqa: BLE001  whatever it is, trying again is our task
                self._show(running.program, str(error))

    async def _replace_if_it_hangs(self, running: _Running) -> None:
        """Kill the process once it does not answer any more; the watch then starts it again."""
        program, process = running.program, running.process
        if program.alive is not None and process is not None:
            await liveness.wait_until_it_hangs(program.alive, starts_within=program.ready_within)
            self._show(program, "does not answer any more and is killed")
            _signal_group(process, signal.SIGKILL)

    async def _relay(self, running: _Running) -> None:
        """Print each line with the program's name before it."""
        assert running.process is not None  # noqa: S101  set by the only caller
        assert running.process.stdout is not None  # noqa: S101  asked for by `_spawn`
        rest = b""
        while chunk := await running.process.stdout.read(65_536):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > LONGEST_LINE:
                lines, rest = [*lines, rest], b""
            for line in lines:
                running.lines.append(line.decode(errors="replace").rstrip())
                self._show(running.program, running.lines[-1])
        if rest:
            running.lines.append(rest.decode(errors="replace").rstrip())
            self._show(running.program, running.lines[-1])

    async def _unless_stopped(self, task: "asyncio.Task[Any]") -> None:
        asked = asyncio.create_task(self._stop_requested.wait())
        await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not task.done():
            task.cancel()
            raise Stopped

    async def _stop_all(self) -> None:
        deadline = time.monotonic() + self._stop_timeout
        for running in self._running:
            if running.watching:
                running.watching.cancel()
        await asyncio.gather(
            *(one.launching for one in self._running if one.launching), return_exceptions=True
        )
        for waiting, running in reversed(list(enumerate(self._running))):
            await self._stop(running, deadline - KILL_RESERVE * (waiting + 1))

    async def _stop(self, running: _Running, deadline: float) -> None:
        process = running.process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(running.program.stop_signal)
            ending = asyncio.create_task(_exit_code(process))
            stop_now = asyncio.create_task(self._stop_now.wait())
            left = max(0.0, deadline - time.monotonic())
            await asyncio.wait({ending, stop_now}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            stop_now.cancel()
            if not ending.done():
                self._show(running.program, "did not end in time and is killed")
        # Its own children too, should it have left some.
        _signal_group(process, signal.SIGKILL)
        await process.wait()
        if running.reading:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(running.reading, timeout=KILL_RESERVE)

    def _show(self, program: Program, line: str) -> None:
        self._output(f"{program.name:>8} | {line}")


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """Signal the session that `process` leads; one of another account needs root, which we then are."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


async def _exit_code(process: asyncio.subprocess.Process) -> int:
    """Wait until `process` ends. Its own `wait` waits for orphans too, while they hold its output open."""
    while process.returncode is None:
        await asyncio.sleep(EXIT_CHECK_S)
    return process.returncode


def _ending(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with code {code}"
