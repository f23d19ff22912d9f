"""A client and a scope as granian gives them, and an application that says what it was sent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from visavis.lib.rsgi import BODY_REFUSED, Environ


@dataclass
class FakeScope:
    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.7:4711"
    scheme: str = "http"
    headers: Any = field(default_factory=dict)


@dataclass
class FakeHeaders:
    pairs: list[tuple[str, str]]

    def items(self) -> list[tuple[str, str]]:
        return self.pairs

    def get(self, name: str) -> str | None:
        return next((value for header, value in self.pairs if header == name), None)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None


@dataclass
class FakeProtocol:
    """A client that sends `parts`, `pause` seconds before each, and keeps what it is answered."""

    parts: Iterable[bytes] = ()
    pause: float = 0
    taken: int = 0
    answer: tuple[int, list[tuple[str, str]], bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            await asyncio.sleep(self.pause)
            self.taken += len(part)
            yield part

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = (status, headers, body)

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        self.answer = (status, headers, body.encode())


def echo(asked: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("content-type", "text/plain")])
    refused = asked.get(BODY_REFUSED)
    return [f"{refused}".encode()] if refused else [b"got ", asked["wsgi.input"].read()]
