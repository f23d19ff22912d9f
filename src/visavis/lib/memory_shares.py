"""A bound for the memory that all requests of a process take together."""

from collections.abc import Iterator
from contextlib import contextmanager


class MemoryFull(Exception):
    """All shares together are as large as they may be."""


class MemoryShares:
    """Counts the bytes that all requests of a process keep at the moment. For one event loop."""

    def __init__(self, most: int) -> None:
        self._left = most

    @contextmanager
    def share(self) -> Iterator["MemoryShare"]:
        """What one request keeps until it is answered."""
        one = MemoryShare(self)
        try:
            yield one
        finally:
            one.give_back()

    def take(self, size: int) -> None:
        """Count `size` bytes more. Raises `MemoryFull`."""
        if size > self._left:
            raise MemoryFull
        self._left -= size


class MemoryShare:
    """What one request keeps."""

    def __init__(self, memory: MemoryShares) -> None:
        self._memory, self._taken = memory, 0

    def take(self, size: int) -> None:
        """Count `size` bytes more. Raises `MemoryFull`."""
        self._memory.take(size)
        self._taken += size

    def give_back(self) -> None:
        """Count nothing of this request any more."""
        self._memory.take(-self._taken)
        self._taken = 0
