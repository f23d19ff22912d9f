"""Clients that do not behave: requests byte by byte, and connections that are held open."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection


def request_head(method: str, path: str, *headers: str, host: str = "127.0.0.1") -> bytes:
    """The lines of a request before its body."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@contextmanager
def open_sockets(port: int, count: int, first: bytes) -> Iterator[list[socket.socket]]:
    """Connections that have each sent `first` and no more."""
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            one.sendall(first)
            opened.append(one)
        yield opened


def seconds_to_answer(port: int, path: str = "/healthz", *, timeout: float = 20) -> float:
    """How long a well-behaved client waits for an answer of 200 on a connection of its own."""
    started = time.monotonic()
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, f"{path}: {answer.status}"
    finally:
        connection.close()
    return time.monotonic() - started
