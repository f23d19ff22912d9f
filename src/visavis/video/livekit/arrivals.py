"""Webhooks about test rooms, noted by the process that got them for the one that waits for them.

The doctor runs in a process of its own. What is lost here makes it say that no webhook came, and no more.
"""

from django.core.cache import cache

_KEPT_S = 60


def note(room: str) -> None:
    """A webhook about this test room has come."""
    cache.set(_key(room), True, _KEPT_S)


def has_come(room: str) -> bool:
    """Whether one has."""
    return bool(cache.get(_key(room)))


def _key(room: str) -> str:
    return f"livekit webhook {room}"
