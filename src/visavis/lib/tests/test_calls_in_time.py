"""Answers that must come in time, whatever hangs."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from visavis.lib.calls_in_time import AT_ONCE
from visavis.lib.rsgi import Deadline, Environ, Limits, WsgiBridge
from visavis.lib.tests.fake_rsgi import FakeProtocol, FakeScope, echo


def test_an_answer_that_must_come_in_time_does_while_every_thread_hangs() -> None:
    release = threading.Event()

    def hanging(asked: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        if asked["PATH_INFO"] == "/":
            release.wait(timeout=5)
        return echo(asked, start_response)

    async def story() -> FakeProtocol:
        bridge = bridge_in_time(hanging)
        waiting = asyncio.create_task(bridge.__rsgi__(FakeScope(), FakeProtocol()))
        await asyncio.sleep(0.05)
        quick = FakeProtocol()
        await bridge.__rsgi__(FakeScope(path="/readyz"), quick)
        assert not waiting.done()
        release.set()
        await waiting
        return quick

    answer = asyncio.run(story()).answer
    assert answer is not None
    assert (answer[0], answer[2]) == (200, b"got ")


def test_what_does_not_answer_in_time_is_said_and_asked_again_once_it_does() -> None:
    release = threading.Event()
    called = []

    def hanging(asked: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        called.append(asked["PATH_INFO"])
        release.wait(timeout=5)
        return echo(asked, start_response)

    async def story() -> None:
        bridge = bridge_in_time(hanging)

        async def asked() -> tuple[int, bytes]:
            protocol = FakeProtocol()
            await bridge.__rsgi__(FakeScope(path="/readyz"), protocol)
            assert protocol.answer is not None
            return protocol.answer[0], protocol.answer[2]

        for _ in range(AT_ONCE + 3):
            assert await asked() == (503, b"late")
        assert len(called) == AT_ONCE, "questions pile up"
        release.set()
        while (answer := await asked()) == (503, b"late"):
            await asyncio.sleep(0.01)
        assert answer == (200, b"got ")

    asyncio.run(story())


def bridge_in_time(application: Callable[..., Any]) -> WsgiBridge:
    return WsgiBridge(
        application,
        body_limit=lambda path, cookies: 10,
        limits=Limits(threads=1),
        deadlines={"/readyz": Deadline(seconds=0.1, late=lambda: "late")},
    )
