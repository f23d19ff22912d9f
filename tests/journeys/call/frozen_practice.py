"""A whole practice that can be frozen: as a host that is suspended, with all that runs on it."""

import contextlib
import os
import signal
from pathlib import Path

from django.db import connection

from tests.journeys.call.programs import Programs

COMMANDS = {"web": "granian", "live": "visavis.cli live", "worker": "visavis.cli worker"}


def descendants(pid: int) -> list[int]:
    """All processes that `pid` started, and those that they started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


class FrozenPractice:
    """Use as a context manager: inside nothing of the practice moves, its database neither.

    With `only` just that program stands still, and the supervisor may replace it: "web", "live", "worker" or
    "postgres".
    """

    def __init__(self, practice: Programs, *, only: str = "") -> None:
        supervisor, postgres = practice.pid("run"), _postgres()
        # Parents first, so that none replaces a child which stands still.
        self._parents = [supervisor, postgres]
        if only == "postgres":
            self._parents = [postgres]
        elif only:
            self._parents = [pid for pid in descendants(supervisor) if COMMANDS[only] in _command(pid)]
        assert self._parents, f"{only} does not run"

    def __enter__(self) -> None:
        self._frozen: list[int] = []
        for parent in self._parents:
            os.kill(parent, signal.SIGSTOP)
            self._frozen += [parent, *descendants(parent)]
        for pid in self._frozen:
            os.kill(pid, signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        for pid in reversed(self._frozen):
            # It may have been replaced meanwhile.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def _postgres() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    return _parent(backend)


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def _parent(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("PPid:")]
    return int(line.split()[1])
