"""A whole practice that can be frozen: as a host that is suspended, with all that runs on it."""

import os
import signal
from pathlib import Path

from django.db import connection

from tests.journeys.call.programs import Programs


def descendants(pid: int) -> list[int]:
    """All processes that `pid` started, and those that they started."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


class FrozenPractice:
    """Use as a context manager: inside nothing of the practice moves, its database neither."""

    def __init__(self, programs: Programs) -> None:
        supervisor = programs.pid("run")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [backend] = cursor.fetchone()
        # Parents first, so that none replaces a child which stands still.
        self._parents = [supervisor, _parent(backend)]

    def __enter__(self) -> None:
        self._frozen: list[int] = []
        for parent in self._parents:
            os.kill(parent, signal.SIGSTOP)
            self._frozen += [parent, *descendants(parent)]
        for pid in self._frozen:
            os.kill(pid, signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        for pid in reversed(self._frozen):
            os.kill(pid, signal.SIGCONT)


def _parent(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("PPid:")]
    return int(line.split()[1])
