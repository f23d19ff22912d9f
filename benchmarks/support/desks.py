"""Desks that follow the queue as their pages do: told by live events, and asking every five seconds, too."""

import json
import re
import threading
import time
from dataclasses import dataclass
from http.client import FOUND, NO_CONTENT, OK
from typing import TYPE_CHECKING, Any

from benchmarks.support.live_clients import LiveClient
from benchmarks.support.load import Browser

if TYPE_CHECKING:
    from visavis.people.models import Specialist

ASKS_EVERY_S = 5.0
_TOKEN = "c" * 32
_LINE = 'data-queue-line="'
_ORDER = re.compile('data-queue-order="([^"]+)"')
_WAITING = re.compile('id="room-([^"]+)"')
_IN_THE_CALL = {"tab": "one", "visible": True, "connected": True, "camera": "on", "microphone": "on"}


@dataclass(frozen=True, slots=True)
class SeenChange:
    """When a desk was told that somebody came or went, in seconds, and how large that answer was in bytes."""

    at: float
    size: int


class Desk:
    """One signed-in page of the desk of `specialist`."""

    def __init__(self, port: int, specialist: "Specialist") -> None:
        from django.conf import settings
        from django.test import Client

        assert specialist.user
        signed = Client()
        signed.force_login(specialist.user)
        self.specialist = specialist
        self.waiting: frozenset[str] = frozenset()
        """The appointments of those whom the page shows as waiting."""
        self.changes: dict[str, SeenChange] = {}
        """By appointment, the last one seen."""
        self.received = 0
        """Bytes of all answers about the queue."""
        self.failure: Exception | None = None
        self._lines: dict[str, str] = {}
        self._asking, self._acting = (Browser(port, **{"X-CSRFToken": _TOKEN}) for _ in range(2))
        for browser in (self._asking, self._acting):
            browser.cookies = {
                settings.SESSION_COOKIE_NAME: signed.cookies[settings.SESSION_COOKIE_NAME].value,
                settings.CSRF_COOKIE_NAME: _TOKEN,
            }
        self._is_told, self._is_closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._follow)

    def hello(self) -> tuple[str, dict[str, int]]:
        """The ticket for live events, and where to begin."""
        told: dict[str, Any] = json.loads(self._act("/desk/live/", OK, {}))
        return told["ticket"], told["cursors"]

    def follow(self, live: LiveClient) -> None:
        """Show who waits, from now on and until closed."""
        live.on_events = self._is_told.set
        self._is_told.set()
        self._thread.start()

    def close(self) -> None:
        """Stop asking."""
        self._is_closing.set()
        self._is_told.set()
        self._thread.join()

    def admit(self, appointment: str) -> None:
        """Let a waiting client in."""
        self._act(f"/desk/appointments/{appointment}/room/admit/", FOUND, {})

    def come_to_call(self, appointment: str) -> None:
        """Open the room of a client who was let in, so that they are not alone there."""
        self._act(f"/desk/appointments/{appointment}/room/heartbeat/", NO_CONTENT, _IN_THE_CALL)

    def _act(self, path: str, status: int, said: dict[str, Any]) -> bytes:
        answer = self._acting.post_json(path, said) if said else self._acting.post(path, {})
        # The server hangs up on who is silent for ten seconds, and browsers dial again.
        self._acting.close()
        if answer.status != status:
            raise RuntimeError(f"{path} answered {answer.status}: {answer.body[:300]!r}")
        return answer.body

    def _follow(self) -> None:
        try:
            while not self._is_closing.is_set():
                self._is_told.wait(ASKS_EVERY_S)
                self._is_told.clear()
                self._ask()
        except Exception as error:  # noqa: BLE001  whatever it is, whoever measures is told
            self.failure = error

    def _ask(self) -> None:
        answer = self._asking.post("/desk/queue/", {"shown": " ".join(self._lines)})
        size = len(answer.head) + len(answer.body)
        self.received += size
        if answer.status == OK:
            self._show(answer.body.decode(), size)
        elif answer.status != NO_CONTENT:
            raise RuntimeError(f"the queue answered {answer.status}")

    def _show(self, fragment: str, size: int) -> None:
        """Put the lines that were sent among those that stay, as the page's script does."""
        now = time.perf_counter()
        sent = {line.partition('"')[0]: _waiting_in(line) for line in fragment.split(_LINE)[1:]}
        known, order = self._lines | sent, _ORDER.search(fragment)
        self._lines = {tag: known[tag] for tag in order[1].split()} if order else {}
        waiting = frozenset(one for one in self._lines.values() if one)
        for one in waiting ^ self.waiting:
            self.changes[one] = SeenChange(now, size)
        self.waiting = waiting


def _waiting_in(line: str) -> str:
    found = _WAITING.search(line)
    return found[1] if found else ""
