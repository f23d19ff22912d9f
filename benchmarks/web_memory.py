"""The memory of the web server during and after floods of large bodies and large pictures.

A server of 1 GB must survive this: at most 600 MB are taken when nobody does anything (`idle_memory`), so all
web processes together may grow by a quarter of a gigabyte for a moment, and by 42 MB for good, which is what
their allocators keep of a flood.
"""

import os
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from benchmarks.support.deployment import database, web
from benchmarks.support.report import Report, scaled
from benchmarks.support.web_memory import Watch, resident

AT_ONCE, BODIES = 16, 400
BODY = b"x" * 2_400_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
PICTURES = 4
MOST_MEANWHILE_MB, MOST_AFTER_MB = 250, 42
SETTLE_S = 10.0
EMAIL, PASSWORD = "admin@practice.example", "a password with some length"


class Browser:
    """A member of staff who has signed in at `port`."""

    def __init__(self, port: int) -> None:
        self._port, self._cookies = port, dict[str, str]()
        self._sign_in()

    def upload(self, picture: bytes) -> int:
        """Send a picture as the photo of a new specialist; the status of the answer."""
        token = _token(self._ask("GET", "/desk/specialists/new/")[1])
        parts = (
            f'--b\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
            '--b\r\nContent-Disposition: form-data; name="upload"; filename="a.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        )
        body = parts.encode() + picture + b"\r\n--b--\r\n"
        return self._ask("POST", "/desk/specialists/new/", body, "multipart/form-data; boundary=b")[0].status

    def _sign_in(self) -> None:
        token = _token(self._ask("GET", "/account/login/")[1])
        typed = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token}
        answer, page = self._ask("POST", "/account/login/", urlencode(typed).encode(), FORM)
        if answer.status != 302:
            raise RuntimeError(f"not signed in: {page}")

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> tuple[HTTPResponse, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        answer, page = _ask(self._port, method, path, body, {"Content-Type": kind, "Cookie": cookies})
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer, page


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("web_memory")
    bodies = scaled(BODIES, least=4 * AT_ONCE)
    with database(), web() as port:
        _make_admin()
        staff = [Browser(port) for _ in range(PICTURES)]
        floods: tuple[tuple[str, int, Iterable[Callable[[], int]]], ...] = (
            (f"{bodies} refused forms", 413, [partial(_refuse, port, "/link/", FORM)] * bodies),
            (
                f"{bodies} refused documents",
                413,
                [partial(_refuse, port, "/api/appointments", JSON)] * bodies,
            ),
            ("4 pictures that are refused", 422, [partial(one.upload, png(7000)) for one in staff]),
            ("4 of the largest pictures", 422, [partial(one.upload, png(5000)) for one in staff]),
        )
        left = max(_flood(report, *flood) for flood in floods)
    report.finish(left, "MB", at_most=MOST_AFTER_MB)


def _flood(report: Report, what: str, expected: int, asks: Iterable[Callable[[], int]]) -> float:
    """Ask all, 16 at a time, after a first one by itself; how many megabytes are left of it."""
    first, *others = asks
    first()
    before = resident(os.getpid())
    with Watch(os.getpid()) as watch, ThreadPoolExecutor(AT_ONCE) as clients:
        statuses = set(clients.map(lambda ask: ask(), [first, *others]))
    report.require(f"{what}: all answered with {expected}", statuses == {expected})
    report.figure(f"{what}: growth meanwhile", watch.most - before, "MB", at_most=MOST_MEANWHILE_MB)
    deadline = time.monotonic() + SETTLE_S
    while (left := resident(os.getpid()) - before) > MOST_AFTER_MB and time.monotonic() < deadline:
        time.sleep(0.5)
    report.figure(f"{what}: growth afterwards", left, "MB", at_most=MOST_AFTER_MB)
    return left


def png(side: int) -> bytes:
    """A grey picture of 16 bits, a few kilobytes as a file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + 2 * side)) for _ in range(side)) + rows.flush()
    head = struct.pack(">IIBBBBB", side, side, 16, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _refused(port: int, path: str, kind: str) -> list[Callable[[], int]]:
    return [partial(_refuse, port, path, kind)]


def _refuse(port: int, path: str, kind: str) -> int:
    return _ask(port, "POST", path, BODY, {"Content-Type": kind})[0].status


def _ask(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[HTTPResponse, str]:
    asking = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        asking.request(method, path, body or None, headers)
        answer = asking.getresponse()
        return answer, answer.read().decode()
    finally:
        asking.close()


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    if found is None:
        raise RuntimeError(f"no form here: {page}")
    return found[1]


def _make_admin() -> None:
    from visavis.people.models import User

    User.objects.create_superuser(EMAIL, PASSWORD, name="Anna Admin")


if __name__ == "__main__":
    main()
