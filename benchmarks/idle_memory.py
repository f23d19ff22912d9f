"""The memory of an idle practice: all programs of the demo, including PostgreSQL.

First it is walked: the practice's page, its specialists and their free times, the client's page of the
consultation that starts now, the outbox, and signed in every page of the desk, over and over. Then it is left
alone. Counted is the proportional share of each program (PSS): what several share counts once.
"""

import contextlib
import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.support.deployment import PORTS
from benchmarks.support.processes import family
from benchmarks.support.report import Report, scaled

MOST_MB = 600
ROUNDS, QUIET_S = 200, 60
START_WITHIN_S = 120.0
DESK = ("", "calendar/", "clients/", "hours/", "services/", "new/", "now/", "queue/")


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("idle_memory")
    # As root, the database's own account must get through.
    with tempfile.TemporaryDirectory(prefix="visavis-idle-") as name:
        Path(name).chmod(0o711)
        with _demo(Path(name)) as (demo, said):
            _walk(said, rounds=scaled(ROUNDS, least=10))
            time.sleep(scaled(QUIET_S, least=10))
            total = 0.0
            for program, megabytes in _shares(demo.pid):
                report.figure(program, megabytes, "MB")
                total += megabytes
    report.finish(total, "MB", at_most=MOST_MB)


@contextlib.contextmanager
def _demo(folder: Path) -> "Iterator[tuple[subprocess.Popen[str], str]]":
    """The demo in a folder of its own, and what it said until everything was served."""
    mine = ("VISAVIS_", "DATABASE_URL", "DJANGO_")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(mine)}
    environ = clean | {"VISAVIS_VAR": str(folder / "var"), "PORT": str(PORTS.start)}
    command = [sys.executable, "-m", "visavis.cli", "demo"]
    demo = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield demo, _until_served(demo)
    finally:
        demo.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            demo.communicate(timeout=20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(demo.pid, signal.SIGKILL)


def _until_served(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout is not None
    said, deadline = "", time.monotonic() + START_WITHIN_S
    while "Ctrl-C" not in said:
        line = demo.stdout.readline()
        if not line or time.monotonic() > deadline:
            raise RuntimeError(f"the demo was not served: {said}")
        said += line
    return said


def _walk(said: str, *, rounds: int) -> None:
    """Open the usual pages repeatedly. Raises `RuntimeError` where a page does not come."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    home = f"http://localhost:{PORTS.start}"
    links = re.findall(r"http://\S+", said)
    sign_in = next(link for link in links if "/one-time/" in link)
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', _open(browser, sign_in))[0]
    _open(browser, sign_in, f"csrfmiddlewaretoken={token}".encode())
    found = [f"{home}/", *(link for link in links if "/one-time/" not in link)]
    for page in found[:]:
        for path in re.findall(r'href="(/(?:specialists|services)/[^"?]+)"', _open(browser, page)):
            found += [f"{home}{path}"] if f"{home}{path}" not in found else []
    found += [f"{home}/desk/{path}" for path in DESK]
    for _ in range(rounds):
        for page in found:
            _open(browser, page)


def _open(browser: urllib.request.OpenerDirector, address: str, sent: bytes | None = None) -> str:
    asked = urllib.request.Request(address, sent, {"Referer": address})  # noqa: S310  our own demo
    with browser.open(asked, timeout=30) as answer:
        # Without a session the desk redirects to sign-in.
        if "/account/login/" in answer.url:
            raise RuntimeError(f"not signed in at {address}")
        said: str = answer.read().decode("utf-8", "replace")
        return said


def _shares(first: int) -> Iterator[tuple[str, float]]:
    """The memory of `first` and everything that it started, program by program, in MB."""
    found: dict[str, float] = {}
    for pid in family(first):
        with contextlib.suppress(OSError):
            smaps = Path(f"/proc/{pid}/smaps_rollup").read_text()
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            share = re.search(r"^Pss:\s+(\d+) kB", smaps, re.MULTILINE)
            name = _name([part.decode(errors="replace") for part in command])
            found[name] = found.get(name, 0.0) + (int(share[1]) / 1000 if share else 0.0)
    yield from sorted(found.items(), key=lambda one: -one[1])


def _name(command: list[str]) -> str:
    """The label of a command line in the figures."""
    line = " ".join(command)
    for name in ("postgres", "granian", "uvicorn", " worker", " live", " web", " demo"):
        if name in line:
            return name.strip()
    return Path(command[0]).name


if __name__ == "__main__":
    main()
