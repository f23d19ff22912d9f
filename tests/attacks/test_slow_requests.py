"""Requests that never end, and connections that nobody uses."""

import json
import socket
import time
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest

from tests.attacks.conftest import Target
from tests.attacks.counting import count
from tests.attacks.sockets import open_sockets, request_head, seconds_to_answer

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

JSON = ("Content-Type: application/json", "Content-Length: 200")
FORM = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 200", "Cookie: csrftoken=x")
PROMPT = 2.0
"""Seconds within which everybody else must be answered meanwhile."""


@pytest.mark.parametrize(("path", "headers"), [("/api/appointments", JSON), ("/link/", FORM)])
def test_bodies_that_never_come_stop_nobody(target: Target, path: str, headers: tuple[str, ...]) -> None:
    with open_sockets(target.port, 60, request_head("POST", path, *headers) + b"{"):
        time.sleep(0.5)
        waited = [seconds_to_answer(target.port) for _ in range(5)]
    count(f"bodies to {path} that never come", tried=60, findings=int(max(waited) >= PROMPT))
    assert max(waited) < PROMPT


def test_a_body_that_does_not_come_is_refused_in_words_and_its_connection_closed(target: Target) -> None:
    with open_sockets(target.port, 1, request_head("POST", "/api/appointments", *JSON) + b"{") as (one,):
        answer = b""
        while part := one.recv(65_536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["code"] == "body_too_slow"


def test_heads_that_never_end_are_closed_and_stop_nobody(target: Target) -> None:
    with open_sockets(target.port, 200, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ") as opened:
        assert seconds_to_answer(target.port) < PROMPT
        # What is said to them does not matter; that they are gone does.
        for one in opened:
            while one.recv(65_536):
                pass


def test_idle_connections_leave_room_for_others(target: Target) -> None:
    with ExitStack() as stack:
        for _ in range(1500):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", target.port), timeout=30))
            one.sendall(request_head("GET", "/healthz"))
            assert one.recv(65_536).startswith(b"HTTP/1.1 200 ")
        waited = [seconds_to_answer(target.port) for _ in range(5)]
    count("idle connections", tried=1500, findings=int(max(waited) >= PROMPT))
    assert max(waited) < PROMPT


def test_a_body_that_is_too_large_is_answered_in_words_though_it_was_sent_whole(target: Target) -> None:
    connection = HTTPConnection("127.0.0.1", target.port, timeout=30)
    connection.request(
        "POST", "/link/", body=b"x" * 2_400_000, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert answer.status == 413
    assert "too large" in page


def test_a_request_that_hangs_up_half_way_changes_nothing(target: Target) -> None:
    with socket.create_connection(("127.0.0.1", target.port)) as one:
        one.sendall(request_head("POST", "/api/appointments", *JSON) + b'{"service": ')
    assert seconds_to_answer(target.port) < PROMPT
