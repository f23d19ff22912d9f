"""`visavis run` itself, on a database of its own, for as long as the attacks last."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port


@dataclass(frozen=True)
class Target:
    """A practice under attack: where it listens, and the process that supervises it."""

    port: int
    live_port: int
    pid: int
    environ: dict[str, str]


@pytest.fixture(scope="session")
def target() -> Iterator[Target]:
    """A practice without any data, as it stands after its first start."""
    port = free_port()
    with running_practice(port, f"http://127.0.0.1:{port}") as practice:
        yield practice


@contextmanager
def running_practice(port: int, base_url: str, *, folder: Path | None = None) -> Iterator[Target]:
    """`visavis run` with pages at `port`, reached at `base_url`, and its files in `folder`."""
    # Not pytest's own folder: its parents are closed to the account that PostgreSQL gets when we are root.
    folder = folder or Path(tempfile.mkdtemp(prefix="visavis-attacks-"))
    folder.chmod(0o711)
    live_port = free_port()
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("VISAVIS_", "DATABASE_"))
    }
    environ = clean | {
        "VISAVIS_VAR": str(folder / "var"),
        "VISAVIS_PORT": str(port),
        "VISAVIS_LIVE_PORT": str(live_port),
        "VISAVIS_BASE_URL": base_url,
    }
    running = subprocess.Popen([sys.executable, "-m", "visavis.cli", "run"], env=environ)
    try:
        _wait_until_ready(port, running)
        yield Target(port, live_port, running.pid, environ)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(port: int, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert running.poll() is None, "the practice ended before it was ready"
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    pytest.fail("the practice was not ready within two minutes")
