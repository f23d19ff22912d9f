"""Chromium and Firefox walk the whole path with each other, whichever of the two the client has.

All that people do they do in real browsers: booking, the mailed link, the waiting room, the call, its chat,
screens and note, the summary and both histories.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.call.call_pages import WITHIN_S, CallPages, wait_for_call
from tests.journeys.call.firefox import Firefox
from tests.journeys.conftest import Site
from tests.journeys.consultation_steps import (
    NOTHING,
    book,
    check_notes_and_history,
    check_reminders,
    end_for_both,
    enter_waiting_room,
    olena_with_free_times,
    open_mailed_link,
    remote_colour,
    share_screen,
    sign_in,
    stay_for_a_minute,
    wait_for_media,
)
from tests.journeys.fake_camera import REMOTE_COLOUR
from tests.journeys.page_checks import SCREENSHOTS
from visavis.people.models import Specialist

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

# Whether the other's picture was seen in a third colour. Firefox's own camera goes through all there are.
CHANGING = f"""() => {{
  const shades = (window.__shades ??= new Set());
  shades.add(({REMOTE_COLOUR})().map((part) => part >> 3).join());
  return shades.size > 2;
}}"""


@pytest.fixture(scope="module")
def running() -> Iterator[Firefox]:
    """One for both tests."""
    with Firefox() as firefox:
        yield firefox


@pytest.fixture
def firefox(running: Firefox, site: Site) -> Iterator[BrowserContext]:
    """Firefox as it comes, with nobody's cookies."""
    context = running.new_context(base_url=site.url)
    yield context
    context.close()
    assert running.connection.problems(site.url) == []


@pytest.fixture
def olena(site: Site) -> Specialist:
    """Who is there to be booked."""
    return olena_with_free_times()


def book_and_start_call(
    his: BrowserContext, hers: BrowserContext, site: Site, olena: Specialist
) -> CallPages:
    """He books, comes by the link that he was sent, and she lets him in."""
    ivan = his.new_page()
    appointment = book(ivan)
    check_reminders(appointment)
    open_mailed_link(ivan)
    desk = sign_in(hers, site.url, olena)
    enter_waiting_room(ivan, desk)
    desk.get_by_role("button", name="Let in").click()
    wait_for_call(ivan, desk)
    call = CallPages(ivan, desk, appointment)
    call.media_flows_after("the beginning", within=None)
    return call


def see_each_other(*, in_firefox: Page, in_chromium: Page) -> None:
    """Firefox shows the red film of Chromium's camera, and Chromium what Firefox makes up."""
    red, _green, blue = remote_colour(in_firefox)
    assert red > blue + 60
    in_chromium.wait_for_function(CHANGING)


def spend_a_minute_in_call(call: CallPages, *, in_firefox: Page, in_chromium: Page) -> None:
    """Both load their pages anew, write, show a screen, and she takes a note."""
    for name, page in (("Firefox", in_firefox), ("Chromium", in_chromium)):
        page.reload()
        call.media_flows_after(f"{name} was reloaded", within=WITHIN_S)
    since = [wait_for_media(page, NOTHING) for page in call.both]
    call.olena.get_by_role("textbox", name="Private note").fill("He slept better.")
    for writer, reader, words in (
        (call.ivan, call.olena, "Can you hear me?"),
        (call.olena, call.ivan, "As if you were here."),
    ):
        call.send_chat(writer, words)
        call.wait_for_chat(reader, words)
    share_screen(in_chromium, in_firefox)
    share_screen(in_firefox, in_chromium)
    stay_for_a_minute(in_chromium, call.appointment)
    for page, before in zip(call.both, since, strict=True):
        wait_for_media(page, before)


def test_a_client_with_firefox_walks_the_whole_path_with_a_specialist_with_chromium(
    with_camera: Callable[..., BrowserContext],
    firefox: BrowserContext,
    site: Site,
    olena: Specialist,
    worker: None,
) -> None:
    call = book_and_start_call(firefox, with_camera("red"), site, olena)
    browsers = {"in_firefox": call.ivan, "in_chromium": call.olena}
    see_each_other(**browsers)
    spend_a_minute_in_call(call, **browsers)
    call.ivan.screenshot(path=SCREENSHOTS / "call" / "firefox-client.png")
    end_for_both(call.ivan, call.olena, call.appointment)
    check_notes_and_history(call.ivan, call.olena, call.appointment)


def test_a_specialist_with_firefox_walks_the_whole_path_with_a_client_with_chromium(
    with_camera: Callable[..., BrowserContext],
    firefox: BrowserContext,
    site: Site,
    olena: Specialist,
    worker: None,
) -> None:
    call = book_and_start_call(with_camera("red"), firefox, site, olena)
    browsers = {"in_firefox": call.olena, "in_chromium": call.ivan}
    see_each_other(**browsers)
    spend_a_minute_in_call(call, **browsers)
    call.olena.screenshot(path=SCREENSHOTS / "call" / "firefox-specialist.png")
    end_for_both(call.ivan, call.olena, call.appointment)
    check_notes_and_history(call.ivan, call.olena, call.appointment)
