"""The pace of connections: a word within seconds, signs of life, and an end that asks for a fresh ticket."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from visavis.lib import clock
from visavis.live.asgi import LiveApp, Timing
from visavis.live.tickets import Keys, sign

KEYS = Keys("a key")
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


class Browser:
    """What a server sees of a browser: messages to take, and where to put answers."""

    def __init__(self, app: LiveApp, path: str = "/live/") -> None:
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": path}
        self.serving = asyncio.create_task(app(scope, self.said.get, self.told.put))

    def say(self, **words: object) -> None:
        self.said.put_nowait({"type": "websocket.receive", "text": json.dumps(words)})

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.told.get(), 5)


def with_pace(pace: Timing, act: Callable[[LiveApp], Awaitable[None]]) -> None:
    """Run `act` while the application lives; its database is never there."""

    async def run() -> None:
        app = LiveApp(NOWHERE, KEYS, pace)
        said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        living = asyncio.create_task(app({"type": "lifespan"}, said.get, told.put))
        said.put_nowait({"type": "lifespan.startup"})
        assert await told.get() == {"type": "lifespan.startup.complete"}
        await act(app)
        said.put_nowait({"type": "lifespan.shutdown"})
        assert await told.get() == {"type": "lifespan.shutdown.complete"}
        await living

    asyncio.run(run())


def test_a_connection_that_says_nothing_is_closed() -> None:
    async def act(app: LiveApp) -> None:
        browser = Browser(app)
        assert (await browser.next())["type"] == "websocket.accept"
        assert await browser.next() == {"type": "websocket.close", "code": 4401}
        await browser.serving

    with_pace(Timing(hello_within=0.05), act)


def test_a_quiet_connection_hears_signs_of_life_until_it_is_asked_to_come_back() -> None:
    async def act(app: LiveApp) -> None:
        browser = Browser(app)
        assert (await browser.next())["type"] == "websocket.accept"
        browser.say(ticket=sign(["client:a"], KEYS, bearer="me", now=clock.now()), cursors={})
        told = [await browser.next()]
        while told[-1]["type"] == "websocket.send":
            told.append(await browser.next())
        assert len(told) > 4
        # The database is away, so the sign of life says that nothing would be told.
        assert {one["text"] for one in told[:-1]} == {"null"}
        assert told[-1] == {"type": "websocket.close", "code": 4000}
        browser.said.put_nowait({"type": "websocket.disconnect", "code": 4000})
        await browser.serving
        assert app.hub.subscribers == set()

    with_pace(Timing(heartbeat=0.02, renew_after=0.3), act)


def test_a_browser_that_went_before_it_said_anything_leaves_nothing_behind() -> None:
    async def act(app: LiveApp) -> None:
        browser = Browser(app)
        assert (await browser.next())["type"] == "websocket.accept"
        browser.said.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await browser.serving
        assert (app.hub.subscribers, browser.told.empty()) == (set(), True)

    with_pace(Timing(), act)


@pytest.mark.parametrize(("path", "status"), [("/healthz", 503), ("/", 404)])
def test_health_says_when_nothing_would_be_told(path: str, status: int) -> None:
    async def act(app: LiveApp) -> None:
        told: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        await app({"type": "http", "path": path}, receive, send)
        assert told[0]["status"] == status

    with_pace(Timing(), act)


def test_no_connection_lasts_longer_than_readers_are_woken_up_for() -> None:
    from visavis.live.protocol import LONGEST_CONNECTION

    usual = Timing()
    assert usual.renew_after + 2 * usual.heartbeat < LONGEST_CONNECTION.total_seconds()
