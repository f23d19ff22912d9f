"""Chromium and Firefox call each other, whichever of the two the client has."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.journeys.call.firefox import Firefox, FirefoxPage
from tests.journeys.call.fleet import Fleet
from tests.journeys.call.talk import WITHIN_S, Talk, arranged, client_page, desk_page, in_call
from tests.journeys.pictures import SEEN
from tests.journeys.watching import SCREENSHOTS
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.people.links import link_token

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]
ONE: dict[str, Any] = {"locale": "en-GB", "timezone_id": "Europe/Berlin"}


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    """One for both tests."""
    with Firefox() as running:
        yield running


def as_client(page: FirefoxPage, appointment: Appointment, url: str) -> None:
    page.goto(f"{url}/v/{link_token(appointment.public_id, appointment.link_generation)}")
    page.press("Enter the waiting room")
    page.reads("Your camera is on.")


def as_specialist(page: FirefoxPage, appointment: Appointment, url: str) -> None:
    signed = Client()
    assert appointment.specialist.user is not None
    signed.force_login(appointment.specialist.user)
    page.goto(f"{url}/robots.txt")
    page.set_cookie(settings.SESSION_COOKIE_NAME, signed.cookies[settings.SESSION_COOKIE_NAME].value, url)
    page.goto(f"{url}/desk/appointments/{appointment.public_id}/room/")


def sees_red(page: FirefoxPage) -> bool:
    """Whether the picture of Chromium's camera is what this page shows."""
    page.wait_for_function(f"() => {{ const seen = ({SEEN})(); return seen && Math.max(...seen) > 60 }}")
    red, _green, blue = page.evaluate(SEEN)
    return bool(red > blue + 60)


def sees_firefox(page: Page) -> bool:
    """Whether a picture that changes its colour comes in, as Firefox makes one up, and not the red one."""
    shades = set()
    for _ in range(30):
        red, green, blue = page.evaluate(SEEN)
        shades.add((red // 8, green // 8, blue // 8))
        if len(shades) > 2:
            return True
        time.sleep(0.2)
    return False


def go_through(talk: Talk, chromium: Page, firefox: FirefoxPage) -> None:
    """All that is theirs in a call, with Firefox on one side."""
    in_call(chromium, firefox)  # type: ignore[arg-type]  # as much of a page as it asks for
    talk.flows_after("the beginning", within=None)
    assert sees_red(firefox)
    assert sees_firefox(chromium)
    talk.say(chromium, "Can you hear me?")
    firefox.press("Chat")
    firefox.reads("Can you hear me?")
    firefox.reload()
    talk.flows_after("Firefox was reloaded", within=WITHIN_S)
    chromium.reload()
    talk.flows_after("Chromium was reloaded", within=WITHIN_S)


def went_on(page: Page) -> None:
    """Wait for the page that follows a call: a context that is closed on the way there may hang."""
    page.get_by_role("heading", name="What comes next").wait_for()
    page.wait_for_load_state()


def ended(appointment: Appointment) -> bool:
    appointment.refresh_from_db()
    return appointment.lifecycle in {State.COMPLETED, State.TECHNICAL_FAILURE}


def test_a_client_with_firefox_talks_to_a_specialist_with_chromium(
    fleet: Fleet, chromium: Browser, firefox: Firefox, emptied: None
) -> None:
    appointment, ivan = arranged(), firefox.page()
    as_client(ivan, appointment, fleet.url)
    olena = desk_page(chromium.new_context(**ONE), appointment, fleet.url)
    olena.get_by_role("button", name="Let Ivan Petrenko in").click()
    go_through(Talk(ivan, olena, appointment), olena, ivan)  # type: ignore[arg-type]  # as above
    ivan.screenshot(SCREENSHOTS / "call" / "firefox-client.png")
    olena.get_by_role("button", name="End for both").click()
    olena.get_by_role("button", name="End it now").click()
    ivan.reads("What comes next")
    went_on(olena)
    assert ended(appointment)
    olena.context.close()


def test_a_specialist_with_firefox_talks_to_a_client_with_chromium(
    fleet: Fleet, chromium: Browser, firefox: Firefox, emptied: None
) -> None:
    appointment, olena = arranged(), firefox.page()
    ivan = client_page(chromium.new_context(**ONE), appointment, fleet.url)
    as_specialist(olena, appointment, fleet.url)
    olena.press("Let Ivan Petrenko in")
    go_through(Talk(ivan, olena, appointment), ivan, olena)  # type: ignore[arg-type]  # as above
    olena.screenshot(SCREENSHOTS / "call" / "firefox-specialist.png")
    olena.press("End for both")
    olena.press("End it now")
    olena.reads("What comes next")
    went_on(ivan)
    assert ended(appointment)
    ivan.context.close()
