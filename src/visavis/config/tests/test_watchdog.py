"""A worker with a thread that hangs ends; one that merely stood still as a whole does not."""

import threading
import time

import pytest

from visavis.config import watchdog
from visavis.config.watchdog import Watchdog


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "CHECK_S", 0.01)
    monkeypatch.setattr(watchdog, "HUNG_AFTER_S", 0.3)


def test_a_thread_that_hangs_ends_the_process(caplog: pytest.LogCaptureFixture) -> None:
    ended, began = threading.Event(), time.monotonic()
    watching = Watchdog(lambda: {"sender 1": began, "sender 2": time.monotonic()}, end=ended.set)
    watching.start()
    assert ended.wait(timeout=5)
    assert "sender 1 hangs" in caplog.text
    watching.join(timeout=5)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_threads_that_stood_still_with_the_whole_process_get_their_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watchdog, "LATE_S", 0.0)
    ended, looked = threading.Event(), threading.Semaphore(0)
    began = time.monotonic() - 1000

    def progress() -> dict[str, float]:
        looked.release()
        return {"sender": began}

    watching = Watchdog(progress, end=ended.set)
    watching.start()
    for _ in range(50):
        assert looked.acquire(timeout=5)
    assert not ended.is_set()
    # From then on the process moves, and what hangs is noticed.
    monkeypatch.setattr(watchdog, "LATE_S", 60.0)
    assert ended.wait(timeout=5)
    watching.join(timeout=5)
