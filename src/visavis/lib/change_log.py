"""Log a trouble once when it begins and once when it is over, however often it is noticed meanwhile."""

import logging
import threading


class ChangeLog:
    """What is wrong at the moment, by topic. Safe to use from several threads."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._present: set[str] = set()
        self._lock = threading.Lock()

    def trouble(self, topic: str, said: str) -> None:
        """`topic` is in trouble; logged unless it was before."""
        with self._lock:
            known = topic in self._present
            self._present.add(topic)
        if not known:
            self._logger.warning("%s", said)

    def over(self, topic: str, said: str) -> None:
        """`topic` is in order; logged if it was in trouble."""
        with self._lock:
            known = topic in self._present
            self._present.discard(topic)
        if known:
            self._logger.info("%s", said)
