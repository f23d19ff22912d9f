"""A cache in the database that all processes share and that a flood cannot empty."""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connection


class SharedCache(DatabaseCache):
    """Django's own, without the one thing that it does when it is full: dropping entries that still count.

    It drops the first ones by the alphabet, among them the counters of failed sign-ins; whoever made it full
    had their attempts forgotten. Here only what expired is dropped; how many entries there are follows from
    what one network may ask for.
    """

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]  # the stubs lack it
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",  # noqa: S608  the name is a setting of ours
            [connection.ops.adapt_datetimefield_value(now)],
        )
