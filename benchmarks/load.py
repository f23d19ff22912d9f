"""Clients that keep a server busy: processes × threads, each with one connection that is kept alive.

They speak just enough HTTP/1.1, for a client of `http.client` takes as much of the machine as a small view,
and what is measured must not be the measuring.
"""

import multiprocessing
import re
import socket
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

PROCESSES = 2
LONGEST_ANSWER_S = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the head as it was sent, and the body."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        """Where it redirects to."""
        found = _LOCATION.search(self.head)
        return found[1].decode() if found else ""


class Browser:
    """One connection, and the cookies that came over it (those of all paths alike)."""

    def __init__(self, port: int, **headers: str) -> None:
        self._port = port
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.cookies: dict[str, str] = {}
        self._socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._ask(f"GET {path} HTTP/1.1\r\n", b"")

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form."""
        body = urlencode(fields).encode()
        form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        return self._ask(f"POST {path} HTTP/1.1\r\n{form}", body)

    def close(self) -> None:
        """Hang up; the next request dials again."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _ask(self, head: str, body: bytes) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = f"{head}Host: 127.0.0.1:{self._port}\r\n{self._headers}"
        sent += f"Cookie: {cookies}\r\n\r\n" if cookies else "\r\n"
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=LONGEST_ANSWER_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(sent.encode() + body)
        answer = _read(self._socket)
        for name, value in _COOKIE.findall(answer.head):
            self.cookies[name.decode()] = value.decode()
        return answer


def _read(connection: socket.socket) -> Answer:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    head, parts = data[:end], [data[end + 4 :]]
    length = _LENGTH.search(head)
    if length is None:
        raise ConnectionError(f"an answer without a length: {head[:200]!r}")
    missing = int(length[1]) - len(parts[0])
    while missing > 0:
        parts.append(_more(connection))
        missing -= len(parts[-1])
    return Answer(int(head[9:12]), head, b"".join(parts))


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise ConnectionError("the server hung up")
    return data


@dataclass
class Load:
    """How a server did: seconds of every piece of work, and how long all of it took."""

    seconds: list[float] = field(default_factory=list)
    took: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Pieces of work a second."""
        return len(self.seconds) / self.took

    def milliseconds(self, percent: int) -> float:
        """The time within which so many percent were done."""
        return 1000 * statistics.quantiles(self.seconds, n=100)[percent - 1]


def load(work: str, arguments: Sequence[tuple[Any, ...]], *, seconds: float) -> Load:
    """Let one client for each of `arguments` do `work` ("module:function") over and over for `seconds`.

    The function is called once with the client's arguments and gives back what to repeat. Raises
    `RuntimeError` when any of it failed.
    """
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    barrier = context.Barrier(PROCESSES)
    shares = [arguments[number::PROCESSES] for number in range(PROCESSES)]
    processes = [
        context.Process(target=_clients, args=(work, share, seconds, barrier, results), daemon=True)
        for share in shares
    ]
    for process in processes:
        process.start()
    loads: list[Load] = [results.get(timeout=seconds + 120) for _ in processes]
    for process in processes:
        process.join(10)
    all_of_it = Load(
        seconds=[one for each in loads for one in each.seconds],
        took=max(each.took for each in loads),
        failures=[failure for each in loads for failure in each.failures],
    )
    if all_of_it.failures:
        raise RuntimeError(f"{len(all_of_it.failures)} clients failed, the first: {all_of_it.failures[0]}")
    return all_of_it


def _clients(work: str, share: Sequence[tuple[Any, ...]], seconds: float, barrier: Any, results: Any) -> None:
    module, name = work.split(":")
    begin: Callable[..., Callable[[], object]] = getattr(import_module(module), name)
    done = Load()
    repeated = []
    try:
        repeated = [begin(*arguments) for arguments in share]
    except Exception as error:  # noqa: BLE001  whatever it is, whoever asked is told
        done.failures.append(f"{type(error).__name__}: {error}")
    barrier.wait(60)
    started = time.perf_counter()
    threads = [threading.Thread(target=_repeat, args=(again, started + seconds, done)) for again in repeated]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.took = time.perf_counter() - started
    results.put(done)


def _repeat(work: Callable[[], object], until: float, done: Load) -> None:
    try:
        while (begun := time.perf_counter()) < until:
            work()
            done.seconds.append(time.perf_counter() - begun)
    except Exception as error:  # noqa: BLE001  whatever it is, whoever asked is told
        done.failures.append(f"{type(error).__name__}: {error}")
