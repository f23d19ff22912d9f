import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from visavis.lib.rsgi import BODY_REFUSED, SERVER, BodyRefused, Environ, Limits, WsgiBridge, environ
from visavis.lib.tests.fake_rsgi import FakeHeaders, FakeProtocol, FakeScope, echo


def post(length: int | None) -> FakeScope:
    headers = {"transfer-encoding": "chunked"} if length is None else {"content-length": str(length)}
    return FakeScope(method="POST", headers=headers)


def answered(protocol: FakeProtocol, scope: FakeScope, limits: Limits | None = None) -> tuple[int, bytes]:
    bridge = WsgiBridge(echo, body_limit=lambda path, cookies: 10, limits=limits or Limits(threads=1))
    asyncio.run(bridge.__rsgi__(scope, protocol))
    assert protocol.answer is not None
    return protocol.answer[0], protocol.answer[2]


def test_a_body_within_the_limit_reaches_the_application() -> None:
    assert answered(FakeProtocol([b"0123", b"456789"]), post(10)) == (200, b"got 0123456789")
    assert answered(FakeProtocol([b"0123"]), post(None)) == (200, b"got 0123")
    assert answered(FakeProtocol(), FakeScope()) == (200, b"got ")


def test_a_body_that_is_too_large_is_read_to_its_end_and_thrown_away() -> None:
    announced, silent = FakeProtocol([b"0123456789"] * 5), FakeProtocol([b"0123456789"] * 5)
    assert answered(announced, post(50)) == (200, b"too large")
    assert answered(silent, post(None)) == (200, b"too large")
    # Otherwise a browser would see a broken connection and no answer.
    assert (announced.taken, silent.taken) == (50, 50)
    assert announced.answer is not None
    assert ("connection", "close") in announced.answer[1]


def test_of_a_body_without_end_no_more_than_a_bound_is_read() -> None:
    limits = Limits(threads=1, discarded=100)
    endless = FakeProtocol(iter(lambda: b"0123456789", b""))
    assert answered(endless, post(None), limits) == (200, b"too large")
    assert endless.taken == 110
    huge = FakeProtocol([b"0123456789"])
    assert answered(huge, post(101), limits) == (200, b"too large")
    assert huge.taken == 0


def test_the_limit_may_depend_on_path_and_cookies() -> None:
    asked: list[tuple[str, str]] = []

    def limit(path: str, cookies: str) -> int:
        asked.append((path, cookies))
        return 10

    scope = post(3)
    scope.headers = FakeHeaders([("cookie", "a=1"), ("content-length", "3"), ("cookie", "b=2")])
    bridge = WsgiBridge(echo, body_limit=limit, limits=Limits(threads=1))
    asyncio.run(bridge.__rsgi__(scope, FakeProtocol([b"012"])))
    assert asked == [("/", "a=1; b=2")]


def test_all_bodies_in_progress_share_a_bound_of_memory() -> None:
    async def story() -> list[tuple[int, bytes]]:
        limits = Limits(threads=1, kept=25, body_s=0.3)
        bridge = WsgiBridge(echo, body_limit=lambda path, cookies: 10, limits=limits)

        async def ask(*parts: bytes, then: float = 0) -> tuple[int, bytes]:
            one = FakeProtocol(parts, pause=then)
            await bridge.__rsgi__(post(10), one)
            assert one.answer is not None
            return one.answer[0], one.answer[2]

        # These two never send their last byte.
        slow = [asyncio.create_task(ask(b"012345678", b"", b"", b"", then=0.1)) for _ in range(2)]
        await asyncio.sleep(0.15)
        busy, small = await ask(b"0123456789"), await ask(b"0123456")
        await asyncio.gather(*slow)
        # What is thrown away, ends early or was answered takes no memory any more.
        return [busy, small, *[await ask(b"0123456789") for _ in range(5)]]

    busy, small, *later = asyncio.run(story())
    assert busy[0] == 503
    assert small == (200, b"too slow")
    assert later == [(200, b"got 0123456789")] * 5


def test_a_body_that_does_not_come_in_time_takes_no_thread_while_one_waits() -> None:
    slow = FakeProtocol([b"{"] * 200, pause=0.05)
    assert answered(slow, post(10), Limits(threads=1, body_s=0.2)) == (200, b"too slow")


def test_slow_bodies_stop_nobody_else() -> None:
    async def race() -> tuple[int, int]:
        bridge = WsgiBridge(echo, body_limit=lambda path, cookies: 10, limits=Limits(threads=1, body_s=1))
        stuck = [FakeProtocol([b"{"] * 200, pause=0.3) for _ in range(50)]
        waiting = [asyncio.create_task(bridge.__rsgi__(post(10), one)) for one in stuck]
        await asyncio.sleep(0.05)
        quick = FakeProtocol()
        await bridge.__rsgi__(FakeScope(), quick)
        unanswered = sum(one.answer is None for one in stuck)
        await asyncio.gather(*waiting)
        assert quick.answer is not None
        return quick.answer[0], unanswered

    assert asyncio.run(race()) == (200, 50)


def test_requests_beyond_what_may_wait_are_refused_at_once() -> None:
    release = threading.Event()

    def stuck(asked: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        release.wait(10)
        return echo(asked, start_response)

    limits = Limits(threads=1, waiting=1, wait_s=0.2)
    statuses = run_three(WsgiBridge(stuck, body_limit=lambda path, cookies: 10, limits=limits), release)
    # One is served, one waited in vain, one found no room to wait.
    assert statuses == [200, 503, 503]


def run_three(bridge: WsgiBridge, release: threading.Event) -> list[int]:
    async def ask() -> list[int]:
        protocols = [FakeProtocol() for _ in range(3)]
        asking: list[Coroutine[Any, Any, None]] = [bridge.__rsgi__(FakeScope(), one) for one in protocols]
        tasks = [asyncio.create_task(one) for one in asking]
        await asyncio.sleep(0.5)
        release.set()
        await asyncio.gather(*tasks)
        return [one.answer[0] for one in protocols if one.answer]

    return asyncio.run(ask())


def test_the_environment_is_that_of_wsgi() -> None:
    headers = FakeHeaders([
        ("host", "consult.example"), ("cookie", "a=1"), ("cookie", "b=2"), ("content-type", "text/plain"),
        ("content-length", "999"), ("x-forwarded-for", "192.0.2.1"), ("x_forwarded_for", "203.0.113.1"),
    ])  # fmt: skip
    made = environ(FakeScope("POST", "/тест", "q=1", client="[2001:db8::1]:5", headers=headers), b"abc")
    assert made["PATH_INFO"].encode("latin-1").decode() == "/тест"
    assert (made["REMOTE_ADDR"], made["SERVER_NAME"], made["SERVER_PORT"]) == (
        "2001:db8::1",
        "127.0.0.1",
        "8000",
    )
    assert made["HTTP_COOKIE"] == "a=1; b=2"
    assert (made["CONTENT_TYPE"], made["CONTENT_LENGTH"]) == ("text/plain", "3")
    # A header with an underscore cannot pass for one with a hyphen.
    assert made["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_an_answer_is_closed_and_carries_status_and_headers() -> None:
    closed: list[bool] = []

    class Content(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def application(asked: Environ, start_response: Callable[..., Any]) -> Content:
        start_response("404 Not Found", [("x-a", "1")])
        return Content([b"no", b"body"])

    protocol = FakeProtocol()
    bridge = WsgiBridge(application, body_limit=lambda path, cookies: 10, limits=Limits(threads=1))
    asyncio.run(bridge.__rsgi__(FakeScope(), protocol))
    assert protocol.answer == (404, [("x-a", "1"), SERVER], b"nobody")
    assert closed == [True]


def test_why_a_body_is_missing_is_told_in_the_environment() -> None:
    assert environ(FakeScope(), b"", BodyRefused.TOO_SLOW)[BODY_REFUSED] is BodyRefused.TOO_SLOW
    assert BODY_REFUSED not in environ(FakeScope(), b"")


def test_what_needs_no_thread_is_answered_while_all_of_them_hang() -> None:
    release = threading.Event()

    def hanging(asked: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        release.wait(10)
        return echo(asked, start_response)

    bridge = WsgiBridge(
        hanging, body_limit=lambda path, cookies: 10, limits=Limits(threads=1), immediate={"/healthz": "{}"}
    )

    async def story() -> FakeProtocol:
        waiting = asyncio.create_task(bridge.__rsgi__(FakeScope(), FakeProtocol()))
        await asyncio.sleep(0.05)
        quick = FakeProtocol()
        await bridge.__rsgi__(FakeScope(path="/healthz"), quick)
        assert not waiting.done()
        release.set()
        await waiting
        return quick

    answer = asyncio.run(story()).answer
    assert answer is not None
    assert (answer[0], answer[2]) == (200, b"{}")
