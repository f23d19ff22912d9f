"""Notice that a program hangs: its process lives and does not answer."""

import asyncio
import contextlib
import os
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

EVERY_S = 3.0
"""Seconds between two questions whether a program still answers."""
LOOKED_AT, FAILURES = 6, 3
"""One that leaves three of six questions unanswered hangs."""
STOOD_STILL_S = 15.0
"""A question that took so long says of ourselves, or of the whole machine, that we stood still."""
START_CHECK_S = 0.2
SILENT_AFTER_S = 10.0
"""Seconds after which a liveness file counts as old; it is touched every second."""


class LivenessFile:
    """How a program that serves no port shows that it moves: it touches a file, which others look at."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self) -> None:
        """Before the program starts: the file is there, and old. On a full disk it may be missing."""
        with contextlib.suppress(OSError):
            self._path.touch()
            os.utime(self._path, (0, 0))

    def touch(self) -> None:
        """Called by the program, once a second."""
        with contextlib.suppress(OSError):
            os.utime(self._path)

    def is_fresh(self) -> bool:
        """Whether the program moved a moment ago. Where there is no file nothing can be said against it."""
        try:
            touched = self._path.stat().st_mtime
        except OSError:
            return True
        return abs(time.time() - touched) < SILENT_AFTER_S


async def wait_until_it_hangs(alive: Callable[[], bool], *, starts_within: float) -> None:
    """Return once a program that was just started, and is asked by `alive`, does not answer any more.

    Until its first answer, for `starts_within` seconds, it is only starting.
    """
    deadline = time.monotonic() + starts_within
    while time.monotonic() < deadline and not await asyncio.to_thread(alive):
        await asyncio.sleep(START_CHECK_S)
    answers: deque[bool] = deque(maxlen=LOOKED_AT)
    while answers.count(False) < FAILURES:
        await asyncio.sleep(EVERY_S)
        asked = time.monotonic()
        answers.append(await asyncio.to_thread(alive))
        if time.monotonic() - asked > STOOD_STILL_S:
            answers.clear()
