"""The clients of the benchmarks speak HTTP well enough, and a failure is never counted as speed."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.support.load import Browser, Load, Work, run_in_turns

ROOT = Path(__file__).parents[2]


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, self.headers.get("Cookie", "").encode(), ("Set-Cookie", "seen=once; Path=/"))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(302, sent, ("Location", "/next/"))

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def browser(port: int) -> Iterator[Browser]:
    made = Browser(port)
    yield made
    made.close()


def test_cookies_come_back_on_the_same_connection(browser: Browser) -> None:
    assert browser.get("/").body == b""
    assert browser.get("/").body == b"seen=once"


def test_a_form_is_sent_and_the_redirect_is_read(browser: Browser) -> None:
    answer = browser.post("/form/", {"name": "Ivan & Co"})
    assert (answer.status, answer.location, answer.body) == (302, "/next/", b"name=Ivan+%26+Co")


def repeat_sleep(seconds: float) -> Callable[[], object]:
    return lambda: time.sleep(seconds)


def repeat_failure() -> Callable[[], object]:
    raise LookupError("no such page")


def test_rates_are_those_of_all_clients_together() -> None:
    assert Load(8, [0.1] * 10).rate == pytest.approx(80)
    quick, slow = run_in_turns(
        [Work(f"{__name__}:repeat_sleep", [(0.02,)] * 4), Work(f"{__name__}:repeat_sleep", [(0.2,)] * 4)],
        seconds=1,
    )
    assert 5 <= quick.rate / slow.rate <= 11


def test_a_client_that_fails_is_reported_and_not_counted() -> None:
    with pytest.raises(RuntimeError, match="LookupError: no such page"):
        run_in_turns([Work(f"{__name__}:repeat_failure", [()])], seconds=1)


def test_a_benchmark_nobody_wrote_is_refused() -> None:
    for name in ("nonsense", "support/report"):
        done = subprocess.run(
            [ROOT / "tools" / "bench.sh", name], capture_output=True, text=True, check=False, timeout=30
        )
        assert done.returncode == 2
        assert name in done.stderr
