"""How soon two people see and hear each other again, without their help, after an interruption.

Without signalling: neither page reaches the practice for twenty seconds, while one of them needs a new path.
Reload: of either page. Relay: coturn, which carries all of the call, is killed and started again. A change of
network needs a second host; `tests/journeys/call/test_network_change.py` shows that one.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, sync_playwright

from benchmarks.support.call_pages import CallPages, chromium, create_specialist, open_call
from benchmarks.support.deployment import database, live, web
from benchmarks.support.report import Report, scaled

if TYPE_CHECKING:
    from visavis.people.models import User
    from visavis.schedule.models import Service

ROUNDS, SLOWEST_S = 40, 8.0
SILENCE_S, RELAY_AWAY_S = 20.0, 5.0
SHARED = "known-to-the-benchmark-and-coturn"
Fault = Callable[[CallPages], float]


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("recovery")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    timed: list[float] = []
    with database():
        service, user = create_specialist()
        with (
            _coturn() as relay,
            web() as port,
            live(),
            sync_playwright() as playwright,
            chromium(playwright) as browser,
        ):
            home = f"http://127.0.0.1:{port}"
            faults: dict[str, Fault] = {
                "without signalling": _silence,
                "reload of the client": lambda call: _reload(call, "client"),
                "reload of the specialist": lambda call: _reload(call, "specialist"),
                "relay restarted": relay.restart,
            }
            for name, fault in faults.items():
                figures = _figures(browser, service, user, home, fault)
                report.figure(f"half after {name}", median(figures), "s")
                report.figure(f"slowest after {name}", max(figures), "s")
                timed += figures
    report.finish(quantiles(timed, n=20)[-1], "s", at_most=SLOWEST_S)


def _figures(browser: Browser, service: "Service", user: "User", home: str, fault: Fault) -> list[float]:
    """Seconds from the path's return, in as many rounds as this run has, each with a fresh call."""
    found = []
    for _ in range(scaled(ROUNDS, least=2)):
        call = open_call(browser, service, user, home=home)
        found.append(fault(call))
        call.close()
    return found


def _silence(call: CallPages) -> float:
    pages = (call.client, call.specialist)
    for page in pages:
        page.context.set_offline(True)
    call.client.evaluate("() => window.__visavisRoom.restart()")
    time.sleep(SILENCE_S)
    began = time.time()
    for page in pages:
        page.context.set_offline(False)
    return call.media_flows_at() - began


def _reload(call: CallPages, who: str) -> float:
    began = time.time()
    (call.client if who == "client" else call.specialist).reload()
    return call.media_flows_at() - began


class Relay:
    """coturn on loopback, through which every call goes."""

    def __init__(self, program: str, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        plain = "allow-loopback-peers no-cli no-tls no-dtls use-auth-secret realm=bench log-file=/dev/null"
        places = [f"userdb={folder / 'db'}", f"pidfile={folder / 'pid'}"]
        ours = [f"listening-port={self.port}", f"static-auth-secret={SHARED}"]
        hosts = ["listening-ip=127.0.0.1", "relay-ip=127.0.0.1"]
        lines = [*plain.split(), *hosts, *places, *ours]
        (folder / "turnserver.conf").write_text("\n".join(lines))
        self._command = [program, "-c", str(folder / "turnserver.conf")]
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        silent = subprocess.DEVNULL
        self._running = subprocess.Popen(self._command, stdout=silent, stderr=silent)
        for _ in range(400):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("coturn does not listen")

    def stop(self) -> None:
        """Kill it."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()

    def restart(self, call: CallPages) -> float:
        """Kill it, start it again after a while; seconds until the call goes on."""
        self.stop()
        time.sleep(RELAY_AWAY_S)
        self.start()
        began = time.time()
        return call.media_flows_at() - began


@contextmanager
def _coturn() -> Iterator[Relay]:
    program = shutil.which("turnserver") or sys.exit("coturn is missing: apt-get install coturn")
    with tempfile.TemporaryDirectory(prefix="visavis-relay-") as folder:
        relay = Relay(program, Path(folder))
        os.environ |= {
            "VISAVIS_TURN_URLS": f"turn:127.0.0.1:{relay.port}",
            "VISAVIS_TURN_SECRET": SHARED,
            "VISAVIS_RELAY_ONLY": "1",
        }
        relay.start()
        try:
            yield relay
        finally:
            relay.stop()


if __name__ == "__main__":
    main()
