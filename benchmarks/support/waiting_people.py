"""Clients in waiting rooms: they entered by their personal links, and their pages speak every ten seconds."""

import random
import re
import threading
import time
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from benchmarks.support.load import Answer, Browser

if TYPE_CHECKING:
    from visavis.booking.models import Appointment
    from visavis.schedule.models import Service

HEARTBEAT_EVERY_S, THREADS = 10.0, 8
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_AT_THE_CHECK = {"visible": True, "connected": False, "camera": "on", "microphone": "on"}


class WaitingClient:
    """A client's browser that has opened the personal link of their appointment, which starts in a moment."""

    def __init__(self, port: int, appointment: "Appointment") -> None:
        from visavis.people.links import link_token

        self.id = str(appointment.public_id)
        self.specialist_id = appointment.specialist_id
        self._page = f"/a/{self.id}/"
        self._browser = Browser(port, **{"X-Forwarded-For": str(IPv4Address(random.getrandbits(32)))})
        self._browser.get(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
        token = _TOKEN.search(self._browser.get(self._page).body)
        if token is None:
            raise RuntimeError("the personal page shows no button")
        self._browser.headers["X-CSRFToken"] = token[1].decode()
        self._browser.close()
        self._is_here = False
        self._one_at_a_time = threading.Lock()

    def enter(self) -> None:
        """Press the button."""
        with self._one_at_a_time:
            self._is_here = True
            self._expect(302, self._browser.post(f"{self._page}enter/", {}))

    def stop_heartbeats(self) -> None:
        """From now on the page is silent."""
        with self._one_at_a_time:
            self._is_here = False

    def leave(self) -> None:
        """Go away from the waiting room."""
        with self._one_at_a_time:
            self._expect(302, self._browser.post(f"{self._page}leave-waiting/", {}))

    def heartbeat(self) -> None:
        """What the page does every ten seconds while the client is there."""
        with self._one_at_a_time:
            if self._is_here:
                said = {"tab": "one", **_AT_THE_CHECK}
                self._expect(204, self._browser.post_json(f"{self._page}heartbeat/", said))
                self._expect(200, self._browser.get(f"{self._page}state/"))

    def _expect(self, status: int, answer: Answer) -> None:
        if answer.status != status:
            raise RuntimeError(f"answered {answer.status} instead of {status}: {answer.body[:300]!r}")
        if status != 204:
            # The server hangs up on who is silent for ten seconds, and browsers dial again.
            self._browser.close()


class WaitingRoom:
    """Those who wait, in the order in which they came; their pages are kept alive until it is closed."""

    def __init__(self) -> None:
        self._waiting: list[WaitingClient] = []
        self.failure: Exception | None = None
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._keep_alive, args=[n]) for n in range(THREADS)]

    def __enter__(self) -> "WaitingRoom":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.set()
        for thread in self._threads:
            thread.join()

    def enter(self, client: WaitingClient) -> None:
        """One more comes."""
        client.enter()
        self._waiting.append(client)

    def take_longest(self) -> WaitingClient:
        """Who has waited longest; the room does not keep their page alive any more."""
        client = self._waiting.pop(0)
        client.stop_heartbeats()
        return client

    def _keep_alive(self, number: int) -> None:
        """Every so many clients' heartbeats, spread evenly."""
        due = time.perf_counter()
        try:
            while not self._closing.is_set():
                for one in (mine := self._waiting[number::THREADS]):
                    one.heartbeat()
                    due = max(due + HEARTBEAT_EVERY_S / len(mine), time.perf_counter())
                    self._closing.wait(due - time.perf_counter())
                if not mine:
                    self._closing.wait(0.1)
        except Exception as error:  # noqa: BLE001  whatever it is, whoever measures is told
            self.failure = error


def book_now(service: "Service", *, name: str, now: datetime) -> "Appointment":
    """An appointment that starts in some minutes, beside whatever else is booked then."""
    from visavis.booking.services import ClientDetails, book_for_client
    from visavis.people.actors import Actor

    slot = service.slot_from(now + timedelta(minutes=5))
    details = ClientDetails(name, "ivan@example.org", "", "en", "Europe/Kyiv")
    assert service.specialist.user
    by = Actor.staff(service.specialist.user)
    return book_for_client(service_id=service.pk, slot=slot, details=details, by=by, now=now, override=True)
