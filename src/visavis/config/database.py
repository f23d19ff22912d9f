"""From a database URL to Django's settings for it."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def django_database(url: str, *, pool_size: int = 8) -> dict[str, Any]:
    """Django's settings for a PostgreSQL URL; a `host` in its query names a socket folder."""
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    port = options.pop("port", None) or (str(parts.port) if parts.port else "")
    user = options.pop("user", None) or unquote(parts.username or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": user,
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        # Without the check the first queries after a restart of the database fail.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": pool_size, "timeout": 10}},
        "ATOMIC_REQUESTS": False,
    }
