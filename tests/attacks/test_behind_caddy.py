"""The attacks of the other files behind a proxy, as our guide tells operators to serve a practice."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.attacks.browsing import EMAIL, FORM, PASSWORD, csrf_of, make_admin
from tests.attacks.caddy import Caddy, caddy_before
from tests.attacks.conftest import running_practice
from tests.attacks.sockets import request_head
from tests.ports import free_port
from visavis.lib import clock
from visavis.live.tickets import Keys, sign

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

SLOW = ("Content-Type: application/json", "Content-Length: 200")
IDLE = max(150, int(1500 * float(os.environ.get("SCALE", "0.1"))))
PROMPT = 1.0
"""Seconds by which everybody else may wait longer for a page meanwhile."""


@pytest.fixture(scope="module")
def caddy() -> Iterator[Caddy]:
    """A practice behind Caddy, with one administrator."""
    outside = free_port()
    with running_practice(free_port(), f"https://localhost:{outside}") as practice:
        make_admin(practice.environ)
        with caddy_before(practice, outside) as served:
            # The first page of each process compiles its templates.
            for _ in range(10):
                served.seconds_to_page()
            yield served


@pytest.mark.parametrize("count", [4, 50])
def test_bodies_that_never_come_stop_nobody(caddy: Caddy, count: int) -> None:
    before = max(caddy.seconds_to_page() for _ in range(3))
    with ExitStack() as stack:
        for _ in range(count):
            slow = stack.enter_context(caddy.connect())
            slow.sendall(request_head("POST", "/api/appointments", *SLOW, host="localhost") + b"{")
        time.sleep(0.5)
        waited = [caddy.seconds_to_page() for _ in range(5)]
    print(f"{count} slow bodies: others waited {max(waited):.3f} s at most")
    assert max(waited) < before + PROMPT


def test_a_body_that_does_not_come_is_refused_in_words(caddy: Caddy) -> None:
    with caddy.connect() as slow:
        slow.sendall(request_head("POST", "/api/appointments", *SLOW, host="localhost") + b"{")
        answer = b""
        while part := slow.recv(65_536):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert json.loads(body)["code"] == "body_too_slow"


def test_idle_connections_leave_room_for_others(caddy: Caddy) -> None:
    before = max(caddy.seconds_to_page() for _ in range(3))
    with ExitStack() as stack:
        for _ in range(IDLE):
            one = stack.enter_context(caddy.connect())
            one.sendall(request_head("GET", "/healthz", host="localhost"))
            assert one.recv(65_536).startswith(b"HTTP/1.1 200 ")
        waited = [caddy.seconds_to_page() for _ in range(5)]
    print(f"{IDLE} idle connections: others waited {max(waited):.3f} s at most")
    assert max(waited) < before + PROMPT


@pytest.mark.parametrize("size", [2_400_000, 15_000_000])
def test_a_body_that_is_too_large_is_refused_in_words(caddy: Caddy, size: int) -> None:
    answer, page = caddy.ask("POST", "/link/", b"x" * size, {"Content-Type": FORM})
    assert answer.status == 413
    assert "too large" in page


def test_ten_wrong_passwords_lock_only_the_address_that_sent_them(caddy: Caddy) -> None:
    said = [sign_in(caddy, "wrong", source="127.0.0.2") for _ in range(10)]
    assert said[0] == "wrong"
    assert said[-1] == "too often"
    assert sign_in(caddy, PASSWORD, source="127.0.0.2") == "too often"
    assert sign_in(caddy, PASSWORD, source="127.0.0.2", claims="203.0.113.9") == "too often"
    assert sign_in(caddy, PASSWORD, source="127.0.0.3") == "in"


def sign_in(caddy: Caddy, password: str, *, source: str, claims: str = "") -> str:
    """Try to sign in from `source`, which claims another address in a header if it is given one."""
    answer, page = caddy.ask("GET", "/account/login/", source=source)
    cookie, token = csrf_of(answer.headers, page)
    headers = {"Content-Type": FORM, "Cookie": cookie, "Origin": caddy.base_url}
    if claims:
        headers["X-Forwarded-For"] = claims
    fields = {"login": EMAIL, "password": password, "csrfmiddlewaretoken": token}
    answer, page = caddy.ask("POST", "/account/login/", urlencode(fields), headers, source=source)
    if answer.status == 302:
        return "in"
    return "wrong" if "do not belong together" in page else "too often" if "Too many" in page else page


def test_browsers_are_told_to_come_by_https_only(caddy: Caddy) -> None:
    answer, _page = caddy.ask("GET", "/")
    assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"


def test_live_events_come_through(caddy: Caddy) -> None:
    key = (Path(caddy.practice.environ["VISAVIS_VAR"]) / "secret_key").read_text().strip()
    ticket = sign(["client:a"], Keys(key), bearer="one page", now=clock.now())
    address = f"wss://localhost:{caddy.port}/live/"
    with connect(address, ssl=caddy.trust, compression=None) as one:
        one.send(json.dumps({"ticket": ticket, "cursors": {}}))
        assert json.loads(one.recv(timeout=10)) == []
    with pytest.raises(InvalidStatus):
        connect(address.replace("/live/", "/"), ssl=caddy.trust, open_timeout=10)
