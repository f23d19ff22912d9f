"""From a database URL to Django's settings for it, with the patience of each kind of process.

A process that stands still in the middle of a transaction (a frozen host, a debugger) keeps its locks, and
with them everybody who wants the same specialist. So the server ends what is idle inside a transaction before
the others lose patience with waiting for its locks.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

POOL_TIMEOUT_S = 2
"""Seconds that a page waits for a connection; while the database is away it then says so."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds; 0 is without end."""

    idle_in_transaction_s: int
    lock_s: int
    statement_s: int

    @property
    def options(self) -> str:
        """As options of a connection to PostgreSQL."""
        times = {
            "idle_in_transaction_session_timeout": self.idle_in_transaction_s,
            "lock_timeout": self.lock_s,
            "statement_timeout": self.statement_s,
        }
        return " ".join(f"-c {name}={seconds * 1000}" for name, seconds in times.items())


RECONNECT_S = 2
"""So long a pool tries by itself to connect again, ever more seldom; then each request tries anew. Else it
would go on waiting after an outage, for as long as that lasted."""
PREPARE_AFTER = 3
"""So often a connection sees a statement before the database keeps its plan."""


class Role(Enum):
    """What a process is for, and the patience that it has with the database and the database with it."""

    WEB = Patience(idle_in_transaction_s=6, lock_s=10, statement_s=20)
    WORKER = Patience(idle_in_transaction_s=30, lock_s=45, statement_s=300)
    LIVE = Patience(idle_in_transaction_s=5, lock_s=5, statement_s=10)
    MIGRATION = Patience(idle_in_transaction_s=0, lock_s=0, statement_s=0)


def django_database(url: str, *, pool_size: int = 8, role: Role = Role.WEB) -> dict[str, Any]:
    """Django's settings for a PostgreSQL URL; a `host` in its query names a socket folder."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or (str(parts.port) if parts.port else "")
    user = options.pop("user", None) or unquote(parts.username or "")
    options["options"] = _with(options.get("options", ""), role)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": user,
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        # Without the check the first queries after a restart of the database fail.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            "pool": {
                "min_size": 1,
                "max_size": pool_size,
                "timeout": POOL_TIMEOUT_S,
                "reconnect_timeout": RECONNECT_S,
            },
            "server_side_binding": True,
            "prepare_threshold": PREPARE_AFTER,
        },
        "ATOMIC_REQUESTS": False,
    }


def use_role(role: Role) -> None:
    """Give this process another patience than the web's. Call it before the first query."""
    from django.db import connections

    options = connections.settings["default"]["OPTIONS"]
    options["options"] = _with(options.get("options", ""), role)


def url_for(url: str, role: Role) -> str:
    """`url` with the patience of `role`, for a process that connects by itself."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["options"] = _with(query.get("options", ""), role)
    written = "&".join(f"{name}={quote(text, safe='')}" for name, text in query.items())
    return urlunsplit(parts._replace(query=written))


def _with(given: str, role: Role) -> str:
    """What is given last counts."""
    return f"{given} {role.value.options}".strip()
