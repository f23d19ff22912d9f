"""Run a WSGI application behind granian's RSGI, where slow clients take no thread.

The event loop reads each body within limits of size and time, and a thread is taken only once all of it is
here. A body that breaks a limit is thrown away, and the application is told why, so that it can answer.
"""

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from io import BytesIO
from types import MappingProxyType
from typing import Any, Protocol

from visavis.lib.calls_in_time import CallsInTime
from visavis.lib.memory_shares import MemoryFull, MemoryShare, MemoryShares

logger = logging.getLogger(__name__)

BODY_REFUSED = "visavis.body_refused"
"""The key in a request's environment that says why its body is missing: a `BodyRefused`."""

BUSY = "Too many requests at once. Please try again.\n"
SERVER = ("server", "web")
"""In place of granian's own, which would say what to look for a weakness of."""
IMMEDIATE_HEADERS = [("content-type", "application/json"), ("cache-control", "no-store"), SERVER]
BUSY_HEADERS = [("content-type", "text/plain; charset=utf-8"), ("retry-after", "5"), SERVER]

NO_PATHS: Mapping[str, str] = MappingProxyType({})

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class BodyRefused(StrEnum):
    """Why a body was thrown away."""

    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an answer must be there, and what is said with 503 when it is not: a text in JSON."""

    seconds: float
    late: Callable[[], str]


NO_DEADLINES: Mapping[str, Deadline] = MappingProxyType({})


class Scope(Protocol):
    """What granian tells of a request; `path` is decoded, `client` is `address:port`."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What one process takes on at once, and from one client."""

    threads: int = 4
    waiting: int = 200
    """Requests that may wait for a thread; more are refused at once."""
    wait_s: float = 10
    """How long one waits for a thread before it is refused."""
    body_s: float = 15
    """How long a client may take to send its body."""
    discarded: int = 20_000_000
    """Bytes of a body that is too large which are still read, so that a browser gets to read the answer."""
    small: int = 256_000
    """Bytes up to which bodies are kept side by side; of larger ones `large_at_once` are read at a time."""
    large_at_once: int = 2
    kept: int = 64_000_000
    """Bytes of all bodies together; beyond them a request is refused."""


class WsgiBridge:
    """An RSGI application that calls a WSGI one in threads.

    `body_limit` gives the bytes that a body may have, by path and cookies. `immediate` are paths with an
    answer in JSON that needs no thread: it says that the process lives, however busy it is. `deadlines` are
    paths whose answer must come in time, whatever hangs: they have threads of their own.
    """

    def __init__(
        self,
        application: Application,
        *,
        body_limit: Callable[[str, str], int],
        limits: Limits,
        immediate: Mapping[str, str] = NO_PATHS,
        deadlines: Mapping[str, Deadline] = NO_DEADLINES,
    ) -> None:
        self._immediate = immediate
        self._deadlines = deadlines
        self._application = application
        self._body_limit = body_limit
        self._limits = limits
        self._threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="request")
        self._in_time = CallsInTime()
        self._memory = MemoryShares(limits.kept)
        self._large = asyncio.Semaphore(limits.large_at_once)
        self._open = 0

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Answer one request."""
        if scope.path in self._immediate and scope.method in {"GET", "HEAD"}:
            known = self._immediate[scope.path]
            protocol.response_str(HTTPStatus.OK, IMMEDIATE_HEADERS, known if scope.method == "GET" else "")
            return
        if (deadline := self._deadlines.get(scope.path)) and scope.method in {"GET", "HEAD"}:
            await self._serve_in_time(scope, protocol, deadline)
            return
        with self._memory.share() as share:
            await self._serve(scope, protocol, share)

    async def _serve_in_time(self, scope: Scope, protocol: Any, deadline: Deadline) -> None:
        try:
            call = partial(_answer, self._application, environ(scope, b""))
            status, headers, content = await self._in_time.call(call, within_s=deadline.seconds)
        except TimeoutError:
            late = deadline.late() if scope.method == "GET" else ""
            protocol.response_str(HTTPStatus.SERVICE_UNAVAILABLE, IMMEDIATE_HEADERS, late)
            return
        protocol.response_bytes(status, [*headers, SERVER], content)

    async def _serve(self, scope: Scope, protocol: Any, share: MemoryShare) -> None:
        body, refused = b"", None
        try:
            if _has_body(scope):
                limit = self._body_limit(scope.path, _cookies(scope))
                body, refused = await self._read(protocol, limit, _announced(scope), share)
            status, headers, content = await self._call(environ(scope, body, refused))
        except TimeoutError:
            logger.warning("A request was refused: every thread was busy")
            protocol.response_str(HTTPStatus.SERVICE_UNAVAILABLE, BUSY_HEADERS, BUSY)
            return
        except MemoryFull:
            logger.warning("A request was refused: the bodies of others take all the memory for them")
            busy = [*BUSY_HEADERS, ("connection", "close")]
            protocol.response_str(HTTPStatus.SERVICE_UNAVAILABLE, busy, BUSY)
            return
        if refused:
            headers = [*headers, ("connection", "close")]
        protocol.response_bytes(status, [*headers, SERVER], content)

    async def _read(
        self, protocol: Any, limit: int, announced: int, share: MemoryShare
    ) -> tuple[bytes, BodyRefused | None]:
        """The whole body, or nothing and why. Raises `MemoryFull`."""
        if announced > self._limits.discarded:
            return b"", BodyRefused.TOO_LARGE
        # One that does not announce its size gets no more than what is small.
        limit = limit if announced else min(limit, self._limits.small)
        large = self._limits.small < announced <= limit
        try:
            async with asyncio.timeout(self._limits.body_s), self._large if large else nullcontext():
                body = await self._collect(protocol, 0 if announced > limit else limit, share)
        except TimeoutError:
            share.give_back()
            return b"", BodyRefused.TOO_SLOW
        if body is None:
            return b"", BodyRefused.TOO_LARGE
        # Who hangs up half way has not sent what they meant to send.
        return (b"", BodyRefused.TOO_SLOW) if len(body) < announced else (body, None)

    async def _collect(self, protocol: Any, limit: int, share: MemoryShare) -> bytes | None:
        """The body, read to its end; None where it is larger than `limit`."""
        parts: list[bytes] = []
        size = 0
        async for part in protocol:
            size += len(part)
            if size <= limit:
                share.take(len(part))
                parts.append(part)
            else:
                parts.clear()
                share.give_back()
            if size > self._limits.discarded:
                break
        return b"".join(parts) if size <= limit else None

    async def _call(self, asked: Environ) -> tuple[int, Headers, bytes]:
        """Call the application in a thread. Raises `TimeoutError` when none is free, or will be in time."""
        if self._open >= self._limits.threads + self._limits.waiting:
            raise TimeoutError
        self._open += 1
        try:
            return await self._call_in_thread(asked)
        finally:
            self._open -= 1

    async def _call_in_thread(self, asked: Environ) -> tuple[int, Headers, bytes]:
        loop = asyncio.get_running_loop()
        if self._open <= self._limits.threads:
            return await loop.run_in_executor(self._threads, _answer, self._application, asked)
        started = asyncio.Event()

        def answer() -> tuple[int, Headers, bytes]:
            loop.call_soon_threadsafe(started.set)
            return _answer(self._application, asked)

        answering = loop.run_in_executor(self._threads, answer)
        try:
            async with asyncio.timeout(self._limits.wait_s):
                await started.wait()
        except TimeoutError:
            # One that starts in this very moment goes on and answers nobody.
            answering.cancel()
            raise
        return await answering


def environ(scope: Scope, body: bytes, refused: BodyRefused | None = None) -> Environ:
    """The WSGI environment (PEP 3333) of a request whose body was read."""
    address, _, port = scope.client.rpartition(":")
    name, _, own_port = scope.server.rpartition(":")
    made: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI passes bytes on as if they were Latin-1.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": name,
        "SERVER_PORT": own_port,
        "REMOTE_ADDR": address.strip("[]"),
        "REMOTE_PORT": port,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for header, value in scope.headers.items():
        _add_header(made, header, value)
    if refused:
        made[BODY_REFUSED] = refused
    return made


def _add_header(made: Environ, header: str, value: str) -> None:
    if header == "content-length" or "_" in header:
        # The length is that of what was read; "a_b" and "a-b" would be one key.
        return
    key = "CONTENT_TYPE" if header == "content-type" else "HTTP_" + header.upper().replace("-", "_")
    separator = "; " if header == "cookie" else ","
    made[key] = f"{made[key]}{separator}{value}" if key in made else value


def _has_body(scope: Scope) -> bool:
    return "transfer-encoding" in scope.headers or _announced(scope) > 0


def _cookies(scope: Scope) -> str:
    """All of them in one text; HTTP/2 may send a header for each."""
    return "; ".join(value for header, value in scope.headers.items() if header == "cookie")


def _announced(scope: Scope) -> int:
    length = scope.headers.get("content-length") or ""
    return int(length) if length.isdecimal() else 0


def _answer(application: Application, asked: Environ) -> tuple[int, Headers, bytes]:
    told: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, _error: object = None) -> None:
        told.append((status, headers))

    content = application(asked, start_response)
    try:
        body = b"".join(content)
    finally:
        close = getattr(content, "close", None)
        if close:
            close()
    status, headers = told[-1]
    return int(status.split(" ", 1)[0]), headers, body
