"""Steps of a client to the waiting room, and the windows in which pages are checked."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests import personas
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.people.links import link_token
from visavis.people.models import Specialist

MINUTE = timedelta(minutes=1)
SETTLE_MS = 20_000
SEES = "sees that you are here"
BERLIN = ZoneInfo("Europe/Berlin")


def booked(olena: Specialist, minutes: int, **service: Any) -> Appointment:
    """An appointment that starts in `minutes`."""
    now = clock.now()
    start = now.replace(microsecond=0) + minutes * MINUTE
    kind = personas.service(olena, notice_min=0, **service)
    return personas.booked_by_staff(kind, start, now=min(now, start - MINUTE))


def open_link(page: Page, appointment: Appointment) -> None:
    page.goto(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    expect(page).to_have_url(re.compile(r"/a/[0-9a-f-]+/$"))


def enter_waiting_room_by_button(page: Page) -> None:
    page.locator("form[data-enter] button").click()
    expect(page.locator("#room .checks")).to_be_visible(timeout=SETTLE_MS)


def read_mail(page: Page, subject: str) -> str:
    """The text of the latest mail in the outbox whose subject begins so, once it is there."""
    found = page.get_by_role("link", name=re.compile(subject)).first
    for _ in range(60):
        page.goto("/demo/outbox/")
        if found.is_visible():
            break
        page.wait_for_timeout(500)
    found.click()
    page.wait_for_url("**/demo/outbox/*/")
    return page.locator("main").inner_text()
