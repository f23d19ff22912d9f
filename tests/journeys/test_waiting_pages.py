"""The waiting room and the desk as people see them, with refused, missing and silent devices, too."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import PageErrors, check_page
from tests.journeys.waiting_steps import MINUTE, SETTLE_MS, booked, enter_waiting_room_by_button, open_link
from tests.journeys.windows import STYLES, WIDE_DARK, Browsers, Desk
from visavis.lib import clock
from visavis.people.models import Specialist
from visavis.waiting.models import Visit
from visavis.waiting.services import enter_waiting_room

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def olena(site: Site) -> Specialist:
    personas.practice()
    return personas.olena(phone="+380671112233")


@pytest.mark.parametrize(("options", "name"), [*STYLES, WIDE_DARK])
def test_the_way_into_the_waiting_room_holds(
    context: Browsers, olena: Specialist, options: dict[str, Any], name: str
) -> None:
    page = context(**options).new_page()
    ahead = booked(olena, 40)
    open_link(page, ahead)
    page.locator("#device-check button").click()
    expect(page.locator("#device-check .self video")).to_be_visible(timeout=SETTLE_MS)
    expect(page.locator("#device-check .check")).to_have_count(4)
    check_page(page, f"waiting/{name}-1-test")
    page.locator("form.late button").first.click()
    expect(page.locator("form.late p")).to_be_visible()
    check_page(page, f"waiting/{name}-2-late")
    door = booked(olena, 5)
    open_link(page, door)
    check_page(page, f"waiting/{name}-3-door")
    enter_waiting_room_by_button(page)
    expect(page.locator(".self video")).to_be_visible(timeout=SETTLE_MS)
    page.locator(".check", has=page.locator("text=/Sound|Звук/")).locator("button").first.click()
    said = {
        "said": "I am finishing my notes",
        "answered_at": clock.now(),
        "hold_until": clock.now() + 5 * MINUTE,
    }
    Visit.objects.filter(appointment=door, party="client").update(**said)
    expect(page.get_by_text("I am finishing my notes")).to_be_visible(timeout=SETTLE_MS)
    check_page(page, f"waiting/{name}-4-inside")


@pytest.mark.parametrize(("options", "name"), [*STYLES, WIDE_DARK])
def test_the_desk_that_is_told_holds(
    desk_page: Desk, olena: Specialist, options: dict[str, Any], name: str
) -> None:
    assert olena.user is not None
    waits = booked(olena, 5)
    enter_waiting_room(appointment_id=waits.pk, now=clock.now())
    page = desk_page(olena.user, **options)
    page.goto("/desk/")
    expect(page.locator(".alert-slot .queue")).to_be_visible(timeout=SETTLE_MS)
    check_page(page, f"waiting/desk-{name}-1-today")
    page.locator(".alert-slot button[name=minutes]").click()
    expect(page.locator(".alert-slot .queue.calm")).to_be_visible(timeout=SETTLE_MS)
    check_page(page, f"waiting/desk-{name}-2-answered")
    page.goto(f"/desk/appointments/{waits.public_id}/room/")
    expect(page.locator(".tell")).to_be_visible(timeout=SETTLE_MS)
    check_page(page, f"waiting/desk-{name}-3-room")


@pytest.fixture
def other_browser(launch: Callable[..., Browser], site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """A browser started with further switches, or without one of the usual ones."""
    started: list[tuple[Browser, PageErrors]] = []

    def start(*switches: str, without: str = "") -> BrowserContext:
        browser = launch(*switches, without=without)
        made = browser.new_context(base_url=site.url, locale="en-GB", timezone_id="Europe/Berlin")
        started.append((browser, PageErrors(made, site.url)))
        return made

    yield start
    for browser, _watch in started:
        browser.close()
    assert [trouble for _, watch in started for trouble in watch.found] == []


def test_a_refused_permission_has_words_and_help_and_he_waits_all_the_same(
    other_browser: Callable[..., BrowserContext], desk_page: Desk, olena: Specialist
) -> None:
    assert olena.user is not None
    page = other_browser(without="--use-fake-ui-for-media-stream").new_page()
    open_link(page, booked(olena, 5))
    enter_waiting_room_by_button(page)
    expect(page.get_by_text("This page may not use your camera.")).to_be_visible(timeout=SETTLE_MS)
    page.get_by_text("How do I allow it?").first.click()
    expect(page.get_by_text("In Chrome: press the sign to the left of the address").first).to_be_visible()
    check_page(page, "waiting/denied")
    desk = desk_page(olena.user)
    desk.goto("/desk/")
    expect(desk.locator(".alert-slot")).to_contain_text(
        "has not allowed camera and microphone", timeout=SETTLE_MS
    )


def test_without_a_camera_and_microphone_the_other_checks_go_on(
    other_browser: Callable[..., BrowserContext], olena: Specialist
) -> None:
    page = other_browser(without="--use-fake-device-for-media-stream").new_page()
    open_link(page, booked(olena, 5))
    enter_waiting_room_by_button(page)
    expect(page.get_by_text("No camera was found.")).to_be_visible(timeout=SETTLE_MS)
    expect(page.get_by_text("No microphone was found.")).to_be_visible(timeout=SETTLE_MS)
    expect(page.get_by_text(re.compile(r"Good, \d+ ms"))).to_be_visible(timeout=SETTLE_MS)
    page.get_by_role("button", name="Play a sound").click()
    expect(page.get_by_text("Did you hear it?")).to_be_visible(timeout=SETTLE_MS)
    page.get_by_role("button", name="No", exact=True).click()
    expect(page.get_by_text("Turn the volume up")).to_be_visible()
    check_page(page, "waiting/no-devices")


# What a browser does to a page that was not touched yet; a driven one lets every page be heard.
SILENT = """(() => {
  let touched = false;
  addEventListener("pointerdown", (event) => (touched ||= event.isTrusted), { capture: true });
  const resume = AudioContext.prototype.resume;
  Object.defineProperty(AudioContext.prototype, "state", { get: () => (touched ? "running" : "suspended") });
  AudioContext.prototype.resume = function () {
    return touched ? resume.call(this) : new Promise(() => undefined);
  };
})()"""


def test_a_browser_that_keeps_the_desk_silent_is_said_to_and_a_tap_turns_sound_on(
    desk_page: Desk, olena: Specialist
) -> None:
    assert olena.user is not None
    desk = desk_page(olena.user)
    desk.add_init_script(SILENT)
    desk.goto("/desk/")
    sound = desk.get_by_role("button", name="Sound is off, tap to turn on")
    expect(sound).to_be_visible(timeout=SETTLE_MS)
    enter_waiting_room(appointment_id=booked(olena, 5).pk, now=clock.now())
    expect(desk.locator(".alert-bar.urgent")).to_be_visible(timeout=SETTLE_MS)
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    check_page(desk, "waiting/desk-silent")
    sound.click()
    expect(sound).to_be_hidden()
