"""Questions to LiveKit end in time, whatever the other side does, and say whether asking again may help."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.ports import free_port
from visavis.video.livekit.server_api import NotFound, ServerApi
from visavis.video.livekit.tokens import ApiKey
from visavis.video.port import VideoError

KEY = ApiKey("practice", "s" * 40)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def answer(status: str, body: bytes = b"{}") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Something that listens and behaves so with each connection, once the request has come."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = door.accept()
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while connection.recv(65_536):
                behave(connection)

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}"
    door.close()


def saying(said: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(said)


@contextmanager
def asking(*urls: str, within_s: float = 1.0) -> Iterator[ServerApi]:
    api = ServerApi(urls, KEY, within_s=within_s)
    yield api
    api.close()


def create(api: ServerApi) -> None:
    api.create_room("consultation-1", people=2, empty_timeout=timedelta(minutes=5))


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100):
        time.sleep(0.1)
        connection.sendall(b" ")


def flood(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    while True:
        connection.sendall(b" " * 65_536)


@pytest.mark.parametrize(
    "behave",
    [lambda _connection: time.sleep(20), drip, flood, lambda connection: connection.close()],
    ids=["silent", "by drops", "without end", "hangs up"],
)
def test_whoever_does_not_answer_is_given_up_in_time(behave: Callable[[socket.socket], None]) -> None:
    with server(behave) as url, asking(url) as api:
        began = time.monotonic()
        with pytest.raises(VideoError) as refused:
            create(api)
    assert not refused.value.permanent
    assert time.monotonic() - began < 4


def test_where_nobody_listens_it_may_help_to_ask_again() -> None:
    with asking(f"http://127.0.0.1:{free_port()}") as api, pytest.raises(VideoError) as refused:
        create(api)
    assert not refused.value.permanent


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        ("401 Unauthorized", True),
        ("403 Forbidden", True),
        ("400 Bad Request", True),
        ("429 Too Many Requests", False),
        ("500 Internal Server Error", False),
        ("503 Service Unavailable", False),
    ],
)
def test_a_refusal_says_whether_asking_again_helps(status: str, permanent: bool) -> None:
    said = saying(answer(status, b'{"msg":"invalid token: eyJ"}'))
    with server(said) as url, asking(url) as api, pytest.raises(VideoError) as refused:
        create(api)
    assert refused.value.permanent is permanent
    assert "eyJ" not in str(refused.value)


def test_what_is_not_there_has_an_error_of_its_own() -> None:
    with server(saying(answer("404 Not Found"))) as url, asking(url) as api, pytest.raises(NotFound):
        api.delete_room("consultation-1")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"rooms": 1}', b""])
def test_another_program_at_the_address_is_no_livekit(body: bytes) -> None:
    said = saying(answer("200 OK", body))
    with server(said) as url, asking(url) as api, pytest.raises(VideoError) as refused:
        api.rooms(["consultation-1"])
    assert refused.value.permanent


def test_where_one_node_is_away_the_next_is_asked_and_then_first() -> None:
    with server(saying(OK)) as alive, asking(f"http://127.0.0.1:{free_port()}", alive) as api:
        create(api)
        assert api.address == alive
        create(api)


def test_all_nodes_together_have_one_limit_of_time() -> None:
    def silent(_connection: socket.socket) -> None:
        time.sleep(20)

    with server(silent) as one, server(silent) as two, asking(one, two) as api:
        began = time.monotonic()
        with pytest.raises(VideoError):
            create(api)
    assert time.monotonic() - began < 2.5


class OverheardKey(ApiKey):
    """Keeps what it signed."""

    def sign(self, claims: Mapping[str, Any], *, until: datetime) -> str:
        SIGNED.append(claims["video"])
        return super().sign(claims, until=until)


SIGNED: list[Mapping[str, Any]] = []


def test_a_question_bears_no_more_rights_than_it_needs() -> None:
    with server(saying(OK)) as url:
        api = ServerApi([url], OverheardKey(KEY.name, KEY.secret))
        create(api)
        api.participants("consultation-1")
        api.close()
    assert SIGNED == [{"roomCreate": True}, {"roomAdmin": True, "room": "consultation-1"}]
