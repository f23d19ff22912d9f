"""The hub hands out what it fetched to those it is for, and asks as seldom as it can."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from visavis.live.hub import Hub, Rows
from visavis.live.subscribers import Subscriber


class Rig:
    """A hub over a stream kept in memory, whose answers can be held back."""

    def __init__(self, events: int) -> None:
        self.hub = Hub(self._fetch)
        self.hub.set_listening(True)
        self.last = events
        self.asked: list[Mapping[str, int]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.is_away = False

    async def _fetch(self, cursors: Mapping[str, int]) -> Rows:
        self.asked.append(dict(cursors))
        if self.is_away:
            raise OSError("away")
        answer = {
            stream: [(number, f'{{"id":{number}}}') for number in range(after + 1, self.last + 1)]
            for stream, after in cursors.items()
        }
        await self.may_answer.wait()
        return answer

    def join(self, cursor: int) -> list[int]:
        """A subscriber who goes on after `cursor`; the list grows with what they are told."""
        heard: list[int] = []

        async def send(message: dict[str, Any]) -> None:
            heard.extend(event["id"] for event in json.loads(message["text"]))

        self.hub.join(Subscriber(send, {"s": cursor}, bearer="me", until=0))
        return heard


def with_rig(events: int, act: Callable[[Rig], Awaitable[None]]) -> None:
    async def run() -> None:
        rig = Rig(events)
        running = asyncio.create_task(rig.hub.run())
        await act(rig)
        running.cancel()

    asyncio.run(run())


async def settle() -> None:
    await asyncio.sleep(0.02)


def test_who_comes_during_a_question_and_stands_further_back_misses_nothing() -> None:
    async def act(rig: Rig) -> None:
        rig.may_answer.clear()
        ahead = rig.join(8)
        await settle()
        behind = rig.join(2)
        rig.may_answer.set()
        await settle()
        assert ahead == [9, 10]
        assert behind == list(range(3, 11))

    with_rig(10, act)


def test_many_notifications_during_a_question_make_one_more() -> None:
    async def act(rig: Rig) -> None:
        heard = [rig.join(10) for _ in range(50)]
        await settle()
        before = len(rig.asked)
        rig.may_answer.clear()
        rig.hub.wake("s")
        await settle()
        for _ in range(30):
            rig.last += 1
            rig.hub.wake("s")
        rig.may_answer.set()
        await settle()
        assert len(rig.asked) == before + 2
        assert heard == [list(range(11, 41))] * 50

    with_rig(10, act)


def test_what_nobody_reads_is_never_asked_for() -> None:
    async def act(rig: Rig) -> None:
        rig.hub.wake("s")
        await settle()
        assert rig.asked == []

    with_rig(10, act)


def test_a_database_that_is_away_is_asked_again_until_it_answers() -> None:
    async def act(rig: Rig) -> None:
        rig.is_away = True
        heard = rig.join(9)
        await asyncio.sleep(0.15)
        assert heard == []
        rig.is_away = False
        await asyncio.sleep(0.5)
        assert heard == [10]

    with_rig(10, act)
