"""The memory of the web server's processes and of what they start, watched while something happens."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

OURS = ("granian", "photo_decoder")
EVERY_S = 0.05
MB = 1_000_000


def resident(parent: int) -> float:
    """Megabytes of memory of their own that all web processes below `parent` have together."""
    return sum(_own(pid) for pid in _descendants(parent) if any(name in _command(pid) for name in OURS))


class Watch:
    """The most that was resident at once since it began. Use in a `with` block."""

    def __init__(self, parent: int) -> None:
        self.most = 0.0
        self._parent = parent
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(EVERY_S):
            self.most = max(self.most, resident(self._parent))


def _own(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024 / MB
    return 0.0


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    return ""


def _descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        # A child belongs to the thread that started it.
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from _descendants(int(child))
