"""The serving process itself on a database of the tests, and browsers that speak to it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.ports import free_port
from visavis.config.programs import child_environment
from visavis.lib import clock
from visavis.live.subscribe import subscribe
from visavis.live.tickets import Keys, sign

PORT = free_port()
"""Of this process: tests of one module run in several at a time."""


@dataclass
class Server:
    """A running `visavis live`, and what it has written to its log when it has ended."""

    process: "subprocess.Popen[str]"
    port: int
    log: str = field(default="")

    def stop(self) -> float:
        """Ask it to end; the seconds that took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.log += self.process.communicate(timeout=10)[0]
        return time.monotonic() - began


def database_of_the_test() -> str:
    """The test database's own URL; the environment's names the one beside it."""
    name: str = settings.DATABASES["default"]["NAME"]
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}").geturl()


@contextmanager
def serving(database: str, *, port: int = PORT) -> Iterator[Server]:
    """`visavis live` for the length of the block."""
    environ = child_environment() | {
        "DATABASE_URL": database,
        "VISAVIS_PORT": str(port - 1),
        "VISAVIS_LIVE_PORT": str(port),
        "VISAVIS_LOG_LEVEL": "DEBUG",
    }
    command = [sys.executable, "-m", "visavis.cli", "live"]
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        _until_it_listens(port, process)
        yield Server(process, port)
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def _until_it_listens(port: int, process: "subprocess.Popen[str]") -> None:
    for _ in range(200):
        asked = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            asked.request("GET", "/healthz")
            if asked.getresponse().status == 200:
                return
        except OSError:
            assert process.poll() is None, process.communicate()[0]
        finally:
            asked.close()
        time.sleep(0.05)
    raise AssertionError("live events were not served within 10 seconds")


def ticket_for(*streams: str, bearer: str = "") -> str:
    """A ticket as a page gets it: the streams' subscribers are expected from then on."""
    answer = subscribe(streams, bearer=bearer or " ".join(streams), now=clock.now())
    told: str = json.loads(answer.content)["ticket"]
    return told


def ticket_of(keys: Keys, *streams: str, bearer: str = "somebody") -> str:
    """A ticket that nobody gave out."""
    return sign(streams, keys, bearer=bearer, now=clock.now())


class Subscriber:
    """A browser: says its ticket and cursors, and keeps what it is told. Use in a `with` block."""

    def __init__(self, ticket: str, cursors: Mapping[str, int] | None = None, *, port: int = PORT) -> None:
        self._hello = json.dumps({"ticket": ticket, "cursors": dict(cursors or {})})
        self._address = f"ws://127.0.0.1:{port}/live/"
        self._open = ExitStack()
        self.heard: list[tuple[str, int]] = []

    def __enter__(self) -> "Subscriber":
        connecting = connect(self._address, compression=None, max_size=None)
        self.socket: ClientConnection = self._open.enter_context(connecting)
        self.socket.send(self._hello)
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def closed_with(self, *, within: float = 5.0) -> int:
        """Read until the server closes the connection; its code. Each message comes `within` seconds."""
        try:
            while True:
                self.next(within=within)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def next(self, *, within: float = 5.0) -> list[dict[str, Any]] | None:
        """The next message. Raises `TimeoutError`, `ConnectionClosed`."""
        told: list[dict[str, Any]] | None = json.loads(self.socket.recv(timeout=within))
        self.heard += [(event["stream"], event["id"]) for event in told or ()]
        return told

    def until(self, wanted: Sequence[tuple[str, int]], *, within: float = 5.0) -> None:
        """Read until everything in `wanted` was heard. Raises `TimeoutError`."""
        deadline = time.monotonic() + within
        while not set(wanted) <= set(self.heard):
            self.next(within=max(0.01, deadline - time.monotonic()))
