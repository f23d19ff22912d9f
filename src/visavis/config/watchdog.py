"""End a worker process in which a thread hangs, so that the supervisor starts another.

Should the whole process stand still, the supervisor sees that the watchdog shows no life any more.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping

logger = logging.getLogger(__name__)

HUNG_AFTER_S = 180.0
"""Longer than any delivery takes, with all timeouts of a mail server and a database away for a moment."""
CHECK_S = 1.0
LATE_S = 5.0
EXIT_CODE = 70

Progress = Callable[[], Mapping[str, float]]
"""By thread: when it last moved, in seconds of `time.monotonic`."""


class Watchdog(threading.Thread):
    """Looks at the progress of all threads and ends the process when one has not moved for too long."""

    def __init__(
        self,
        progress: Progress,
        *,
        show_life: Callable[[], None] = lambda: None,
        end: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._progress = progress
        self._show_life = show_life
        self._end = end or _end_process

    def run(self) -> None:
        """Watch until the process ends."""
        since = looked = time.monotonic()
        while True:
            self._show_life()
            time.sleep(CHECK_S)
            now = time.monotonic()
            if now - looked > LATE_S:
                # The whole process stood still: what it missed is nobody's fault.
                since = now
            looked = now
            hung = [
                name for name, moved in self._progress().items() if now - max(moved, since) > HUNG_AFTER_S
            ]
            if hung:
                logger.critical("%s hangs; this worker ends, and another takes over", ", ".join(hung))
                self._end()
                return


def _end_process() -> None:
    logging.shutdown()
    os._exit(EXIT_CODE)
