"""The pages of two people in real browsers: in the waiting room, admitted, in a call."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from benchmarks.support.chromium_arguments import ARGUMENTS

if TYPE_CHECKING:
    from visavis.booking.models import Appointment
    from visavis.people.models import User
    from visavis.schedule.models import Service

WIDTH, HEIGHT = 320, 240

# Resolves with the moment at which both pictures and sound have come in anew since it was asked.
UNTIL_MEDIA_FLOWS = """() => { window.__flowing = (async () => {
  const look = async () => (await window.__visavisRoom?.stats()) ?? { framesDecoded: 0, totalAudioEnergy: 0 };
  let before = await look();
  for (const deadline = Date.now() + 60000; Date.now() < deadline; ) {
    await new Promise((done) => setTimeout(done, 50));
    const now = await look();
    if (now.framesDecoded < before.framesDecoded) before = { framesDecoded: 0, totalAudioEnergy: 0 };
    if (["framesDecoded", "totalAudioEnergy"].every((name) => now[name] > before[name])) return Date.now();
  }
  return null;
})(); }"""


@dataclass
class CallPages:
    """Both pages of one appointment."""

    client: Page
    specialist: Page
    appointment: "Appointment"

    def media_flows_at(self) -> float:
        """When each sees and hears the other again, counted from now: seconds since the epoch."""
        for page in (self.client, self.specialist):
            page.wait_for_function("() => window.__visavisRoom")
            page.evaluate(UNTIL_MEDIA_FLOWS)
        found = [page.evaluate("() => window.__flowing") for page in (self.client, self.specialist)]
        if None in found:
            raise RuntimeError("nothing came in within a minute")
        return float(max(found)) / 1000

    def close(self) -> None:
        """Close both pages and what they have opened."""
        for page in (self.client, self.specialist):
            page.context.close()


@contextmanager
def chromium(playwright: Playwright, *further: str, program: str = "chromium") -> Iterator[Browser]:
    """A browser with a small fake camera, because two of them share this machine with the server."""
    found = shutil.which(program) or sys.exit("Chromium is missing: apt-get install chromium")
    with tempfile.TemporaryDirectory(prefix="visavis-film-") as folder:
        camera = f"--use-file-for-fake-video-capture={_film(Path(folder) / 'camera.y4m')}"
        started = playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, camera, *further])
        try:
            yield started
        finally:
            started.close()


def create_specialist() -> "tuple[Service, User]":
    """A specialist with an account and a service by video."""
    from benchmarks.support import seeding
    from visavis.people.models import Role, User

    seeding.practice()
    olena = seeding.specialist("Olena Koval")
    olena.user = User.objects.create_user("olena@example.org", None, role=Role.SPECIALIST.value, name="Olena")
    olena.save()
    return seeding.service(olena, notice_min=0, buffer_after_min=0), olena.user


def open_waiting_pages(
    browser: Browser, service: "Service", user: "User", *, home: str, his_home: str = ""
) -> CallPages:
    """The client in the waiting room with an open camera, the specialist on the room's page."""
    made = _appointment(service, user)
    client = _client(browser.new_context(locale="en-GB"), made, his_home or home)
    specialist = _signed_in(browser.new_context(locale="en-GB"), user, home).new_page()
    specialist.goto(f"{home}/desk/appointments/{made.public_id}/room/")
    specialist.get_by_role("button", name="Let Ivan Petrenko in").wait_for()
    for page in (client, specialist):
        page.wait_for_function("() => document.querySelector('.self video')?.videoWidth > 0")
    # A person does not press a button in the moment in which the page appears.
    client.wait_for_timeout(1000)
    return CallPages(client, specialist, made)


def open_call(browser: Browser, service: "Service", user: "User", *, home: str) -> CallPages:
    """Both in the call, seeing and hearing each other."""
    call = open_waiting_pages(browser, service, user, home=home)
    call.specialist.get_by_role("button", name="Let Ivan Petrenko in").click()
    call.media_flows_at()
    return call


def _appointment(service: "Service", user: "User") -> "Appointment":
    from visavis.booking.services import ClientDetails, book_for_client
    from visavis.lib import clock
    from visavis.people.actors import Actor

    now = clock.now()
    slot = service.slot_from(now - timedelta(minutes=1))
    details = ClientDetails("Ivan Petrenko", "ivan@example.org", "", "en", "Europe/Kyiv")
    by = Actor.staff(user)
    return book_for_client(service_id=service.pk, slot=slot, details=details, by=by, now=now, override=True)


def _client(context: BrowserContext, made: "Appointment", home: str) -> Page:
    from visavis.people.links import link_token

    page = context.new_page()
    page.goto(f"{home}/v/{link_token(made.public_id, made.link_generation)}")
    page.get_by_role("button", name="Enter the waiting room").click()
    return page


def _signed_in(context: BrowserContext, user: "User", home: str) -> BrowserContext:
    from django.conf import settings
    from django.test import Client

    signed = Client()
    signed.force_login(user)
    value = signed.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": home}])
    return context


def _film(path: Path) -> Path:
    """A film with a moving bar, which Chromium plays as a camera."""
    chroma = bytes([128]) * (WIDTH * HEIGHT // 2)
    with path.open("wb") as out:
        out.write(b"YUV4MPEG2 W%d H%d F30:1 Ip A1:1 C420\n" % (WIDTH, HEIGHT))
        for at in range(0, WIDTH, 16):
            row = bytes([60]) * at + bytes([180]) * 16 + bytes([60]) * (WIDTH - at - 16)
            out.write(b"FRAME\n" + row * HEIGHT + chroma)
    return path
