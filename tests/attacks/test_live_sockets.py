"""Floods of the live server: sockets of one ticket, frames without end, and connections that say nothing."""

import contextlib
import json
import os
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.attacks.conftest import Target
from tests.attacks.counting import count
from tests.attacks.sockets import seconds_to_answer
from visavis.lib import clock
from visavis.live.tickets import Keys, sign

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]

FLOODING = max(5, int(100 * float(os.environ.get("SCALE", "0.1"))))
PROMPT = 1.0
"""Seconds within which the live server answers everybody else meanwhile."""


def ticket(target: Target, bearer: str) -> str:
    """A ticket as a page of this practice gets it."""
    key = (Path(target.environ["VISAVIS_VAR"]) / "secret_key").read_text().strip()
    return sign(["client:a"], Keys(key), bearer=bearer, now=clock.now())


def subscribe(stack: ExitStack, target: Target, with_ticket: str) -> ClientConnection:
    one = stack.enter_context(connect(f"ws://127.0.0.1:{target.live_port}/live/", compression=None))
    one.send(json.dumps({"ticket": with_ticket, "cursors": {}}))
    return one


def is_let_in(one: ClientConnection) -> bool:
    try:
        one.recv(timeout=10)
    except ConnectionClosed:
        return False
    return True


def test_one_ticket_carries_a_handful_of_sockets(target: Target) -> None:
    told = ticket(target, "one ticket")
    with ExitStack() as stack:
        sockets = [subscribe(stack, target, told) for _ in range(60)]
        let_in = sum(is_let_in(one) for one in sockets)
        count("sockets of one ticket", tried=len(sockets), findings=max(0, let_in - 12))
        assert 1 <= let_in <= 12
        assert seconds_to_answer(target.live_port) < PROMPT


@pytest.mark.parametrize("kind", ["messages", "pings"])
def test_who_floods_is_cut_off_and_delays_nobody(target: Target, kind: str) -> None:
    sent, cut, waited = 0, 0, [0.0]
    with ExitStack() as stack:
        for number in range(FLOODING):
            one = subscribe(stack, target, ticket(target, f"flooding {number} {kind}"))
            assert is_let_in(one)
            try:
                for _ in range(20_000):
                    one.send("x") if kind == "messages" else one.ping()
                    sent += 1
            except (WebSocketException, OSError):
                cut += 1
            waited.append(seconds_to_answer(target.live_port))
    print(f"{cut} sockets cut off after {sent} frames; others waited {max(waited):.3f} s at most")
    count(f"sockets that flood with {kind}", tried=FLOODING, findings=FLOODING - cut)
    assert cut == FLOODING
    assert max(waited) < PROMPT


def test_connections_that_say_nothing_are_closed_within_seconds(target: Target) -> None:
    began = time.monotonic()
    with ExitStack() as stack:
        silent = [
            stack.enter_context(socket.create_connection(("127.0.0.1", target.live_port), timeout=30))
            for _ in range(100)
        ]
        half = [stack.enter_context(connect(f"ws://127.0.0.1:{target.live_port}/live/")) for _ in range(20)]
        for one in silent:
            with contextlib.suppress(ConnectionResetError):
                assert one.recv(100) == b""
        for waiting in half:
            with pytest.raises(ConnectionClosed):
                waiting.recv(timeout=20)
    took = time.monotonic() - began
    print(f"all were closed after {took:.1f} s")
    assert took < 15
