"""Say once that the database is away, and once that it is back, however many pages are asked meanwhile."""

import logging
import threading
import time

from visavis.lib import clock

logger = logging.getLogger(__name__)


class DatabaseOutage:
    """Whether this process can reach the database. Safe to use from several threads."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._lock = threading.Lock()

    def begins(self, error: BaseException) -> None:
        """A request has failed because the database is away; logged unless one had before."""
        with self._lock:
            known, self._since = self._since is not None, self._since or time.monotonic()
        if not known:
            why = " ".join(str(error).split())
            logger.error("the database is away since %s UTC: %s", f"{clock.now():%H:%M:%S}", why)

    def ends(self, **_signal: object) -> None:
        """A connection was made; logged if none could be before."""
        if self._since is None:
            return
        with self._lock:
            since, self._since = self._since, None
        if since is not None:
            logger.warning("the database is back after %.0f s", time.monotonic() - since)


database_outage = DatabaseOutage()
"""Of this process."""
