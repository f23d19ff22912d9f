"""Two people in a call, set up directly, and whether they see and hear each other."""

import os
import re
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests import personas
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.people.actors import Actor
from visavis.people.links import link_token
from visavis.waiting.services import admit

SETTLE_MS = 30_000
WITHIN_S = 8.0
"""How soon after the path is back each must see and hear the other again."""

# Resolves with the milliseconds until pictures and sound have both come in anew.
_UNTIL_MEDIA_FLOWS = """async () => {
  const look = async () => (await window.__visavisRoom?.stats()) ?? { framesDecoded: 0, totalAudioEnergy: 0 };
  const began = performance.now();
  let before = await look();
  for (;;) {
    await new Promise((done) => setTimeout(done, 100));
    const now = await look();
    // A new connection counts from nothing again.
    if (now.framesDecoded < before.framesDecoded) before = { framesDecoded: 0, totalAudioEnergy: 0 };
    const grows = ["framesDecoded", "totalAudioEnergy"].every((name) => now[name] > before[name]);
    if (grows) return performance.now() - began;
    if (performance.now() - began > 120000) return null;
  }
}"""


@dataclass
class CallPages:
    """The two people's pages in a running call."""

    ivan: Page
    olena: Page
    appointment: Appointment

    @property
    def both(self) -> tuple[Page, Page]:
        """Both pages."""
        return self.ivan, self.olena

    def media_flows_after(self, what: str, *, within: float | None = WITHIN_S) -> float:
        """Wait until both see and hear the other; print and return the seconds it took."""
        began = time.monotonic()
        for page in self.both:
            page.wait_for_function("() => window.__visavisRoom")
            page.evaluate(f"() => {{ window.__flowing = ({_UNTIL_MEDIA_FLOWS})() }}")
        found = [page.evaluate("() => window.__flowing") for page in self.both]
        took = time.monotonic() - began
        assert None not in found, f"nothing came in for two minutes after {what}"
        print(f"  after {what}: {took:.1f} s")
        assert within is None or took <= within, f"{took:.1f} s after {what}"
        return took

    def send_chat(self, page: Page, words: str) -> None:
        """Write a line in the chat."""
        _open_chat(page)
        page.locator("#chat-words").fill(words)
        page.keyboard.press("Enter")

    def wait_for_chat(self, page: Page, words: str, *, within: float = WITHIN_S) -> float:
        """Wait until a line is shown; return the seconds it took."""
        began = time.monotonic()
        _open_chat(page)
        page.locator(".lines").get_by_text(words).wait_for(timeout=within * 1000)
        return time.monotonic() - began


def _open_chat(page: Page) -> None:
    if not page.locator("#chat-words").count():
        page.get_by_role("button", name=re.compile("^Chat")).click()


def stats(page: Page) -> dict[str, Any]:
    """The page's own statistics of its connection."""
    figures: dict[str, Any] = page.evaluate("() => window.__visavisRoom.stats()")
    return figures


def seconds(full: float, *, least: float) -> float:
    """A duration at this run's `SCALE`."""
    return max(least, full * float(os.environ.get("SCALE", "0.02")))


def started_appointment() -> Appointment:
    """A consultation that began a minute ago."""
    personas.practice(room_opens_min=30)
    now = clock.now()
    service = personas.service(personas.olena(hours=False), notice_min=0)
    return personas.booked_by_staff(service, now - timedelta(minutes=1), now=now)


def client_page(context: BrowserContext, appointment: Appointment, url: str) -> Page:
    """The client's page, by the personal link, in the waiting room or in the call."""
    page = context.new_page()
    page.goto(f"{url}/v/{link_token(appointment.public_id, appointment.link_generation)}")
    page.get_by_role("button", name="Enter the waiting room").click()
    page.wait_for_function("() => window.__visavisRoom")
    return page


def desk_page(context: BrowserContext, appointment: Appointment, url: str) -> Page:
    """The specialist's page of the room."""
    page = signed_in(context, appointment, url)
    page.goto(f"{url}/desk/appointments/{appointment.public_id}/room/")
    return page


def signed_in(context: BrowserContext, appointment: Appointment, url: str) -> Page:
    """An empty page in a browser in which the specialist has signed in."""
    signed = Client()
    assert appointment.specialist.user is not None
    signed.force_login(appointment.specialist.user)
    value = signed.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
    context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict, spelled as a dict
    return context.new_page()


def admit_client(appointment: Appointment) -> None:
    """The specialist lets the client in."""
    assert appointment.specialist.user is not None
    admit(appointment_id=appointment.pk, by=Actor.staff(appointment.specialist.user), now=clock.now())


def wait_for_call(*pages: Page) -> None:
    """Wait until each has a seat."""
    for page in pages:
        page.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)


def start_call(
    url: str, his: Browser, hers: Browser | None = None, *, his_url: str = "", **options: Any
) -> CallPages:
    """Put two people into a call and wait until they see and hear each other."""
    options = {"locale": "en-GB", "timezone_id": "Europe/Berlin", **options}
    appointment = started_appointment()
    ivan = client_page(his.new_context(**options), appointment, his_url or url)
    admit_client(appointment)
    olena = desk_page((hers or his).new_context(**options), appointment, url)
    wait_for_call(ivan, olena)
    call = CallPages(ivan, olena, appointment)
    call.media_flows_after("the beginning", within=SETTLE_MS / 1000)
    return call
