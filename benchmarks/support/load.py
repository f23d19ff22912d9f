"""Clients that keep a server busy: processes × threads, each with one connection that is kept alive.

They speak just enough HTTP/1.1, for a client of `http.client` takes as much of the machine as a small view,
and what is measured must not be the measuring.
"""

import json
import math
import multiprocessing
import re
import socket
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import NO_CONTENT
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

PROCESSES = 2
TURN_S = 1.0
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
    """One connection, and the cookies that came over it (those of all paths alike).

    `headers` go along with every request; they can be changed in between.
    """

    def __init__(self, port: int, **headers: str) -> None:
        self._port = port
        self.headers = headers
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

    def post_json(self, path: str, sent: object) -> Answer:
        """Send what a script says."""
        body = json.dumps(sent).encode()
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return self._ask(f"POST {path} HTTP/1.1\r\nAccept: application/json\r\n{kind}", body)

    def close(self) -> None:
        """Hang up; the next request dials again."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _ask(self, head: str, body: bytes) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = f"{head}Host: 127.0.0.1:{self._port}\r\n"
        sent += "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
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
    status, length = int(head[9:12]), _LENGTH.search(head)
    if status == NO_CONTENT:
        return Answer(status, head, b"")
    if length is None:
        raise ConnectionError(f"an answer without a length: {head[:200]!r}")
    missing = int(length[1]) - len(parts[0])
    while missing > 0:
        parts.append(_more(connection))
        missing -= len(parts[-1])
    return Answer(status, head, b"".join(parts))


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(262_144)
    if not data:
        raise ConnectionError("the server hung up")
    return data


@dataclass
class Load:
    """How one kind of work went: the seconds that each piece of it took, and how many clients did it."""

    clients: int
    seconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Pieces of work a second, all clients together; none of them ever rests."""
        return self.clients * len(self.seconds) / sum(self.seconds)

    def milliseconds(self, percent: int) -> float:
        """The time within which so many percent were done."""
        return 1000 * statistics.quantiles(self.seconds, n=100)[percent - 1]


@dataclass(frozen=True)
class Work:
    """Something to do over and over, by one client for each of `arguments`.

    `begin` ("module:function") is called once with a client's arguments and gives back what to repeat.
    """

    begin: str
    arguments: Sequence[tuple[Any, ...]]


def run_in_turns(works: Sequence[Work], *, seconds: float) -> list[Load]:
    """Let the clients do each of `works` for `seconds` in all, all of them at the same work at a time.

    The works take turns every second, so that a neighbour on the machine who comes and goes slows all of
    them alike; the first turn of each only warms up. Raises `RuntimeError` when any of it failed.
    """
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    barrier = context.Barrier(PROCESSES)
    turns = 1 + math.ceil(seconds / TURN_S)
    processes = [
        context.Process(target=_clients, args=(works, number, turns, barrier, results), daemon=True)
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    parts = [results.get(timeout=turns * TURN_S * len(works) + 120) for _ in processes]
    for process in processes:
        process.join(10)
    failures = [failure for _, failed in parts for failure in failed]
    if failures:
        raise RuntimeError(f"{len(failures)} clients failed, the first: {failures[0]}")
    return [
        Load(len(work.arguments), [one for times, _ in parts for one in times[kind]])
        for kind, work in enumerate(works)
    ]


def _clients(works: Sequence[Work], number: int, turns: int, barrier: Any, results: Any) -> None:
    """One process of clients: every `PROCESSES`-th of each work's."""
    times: list[list[float]] = [[] for _ in works]
    failures: list[str] = []
    clients: list[tuple[Callable[[], object], ...]] = []
    try:
        clients = list(zip(*(_begun(work, number) for work in works), strict=True))
    except Exception as error:  # noqa: BLE001  whatever it is, whoever asked is told
        failures.append(f"{type(error).__name__}: {error}")
    barrier.wait(60)
    started = time.perf_counter()
    threads = [
        threading.Thread(target=_repeat, args=(client, started, turns, times, failures)) for client in clients
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((times, failures))


def _begun(work: Work, number: int) -> list[Callable[[], object]]:
    module, name = work.begin.split(":")
    begin: Callable[..., Callable[[], object]] = getattr(import_module(module), name)
    return [begin(*arguments) for arguments in work.arguments[number::PROCESSES]]


def _repeat(
    works: Sequence[Callable[[], object]],
    started: float,
    turns: int,
    times: list[list[float]],
    failures: list[str],
) -> None:
    until = started
    try:
        for turn in range(turns):
            for kind, work in enumerate(works):
                until += TURN_S
                while (begun := time.perf_counter()) < until:
                    work()
                    if turn:
                        times[kind].append(time.perf_counter() - begun)
    except Exception as error:  # noqa: BLE001  whatever it is, whoever asked is told
        failures.append(f"{type(error).__name__}: {error}")
