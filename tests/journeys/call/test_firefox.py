"""Chromium and Firefox walk the whole path with each other, whichever of the two the client has.

All that people do they do in real browsers: booking, the mailed link, the waiting room, the call, its chat,
screens and note, the summary and both histories.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.call.firefox import Firefox
from tests.journeys.call.talk import WITHIN_S, Talk, in_call
from tests.journeys.conftest import Site
from tests.journeys.pictures import SEEN
from tests.journeys.walking import (
    NOTHING,
    at_work,
    book,
    by_the_mailed_link,
    end_for_both,
    growing,
    remains,
    seen,
    shows_a_screen,
    sign_in,
    stay_for_a_minute,
    wait_until_noticed,
    will_be_reminded,
)
from tests.journeys.watching import SCREENSHOTS
from visavis.people.models import Specialist

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

# Whether the other's picture was seen in a third colour. Firefox's own camera goes through all there are.
CHANGING = f"""() => {{
  const shades = (window.__shades ??= new Set());
  shades.add(({SEEN})().map((part) => part >> 3).join());
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
    assert running.talk.troubles(site.url) == []


@pytest.fixture
def olena(site: Site) -> Specialist:
    """Who is there to be booked."""
    return at_work()


def come_together(his: BrowserContext, hers: BrowserContext, site: Site, olena: Specialist) -> Talk:
    """He books, comes by the link that he was sent, and she lets him in."""
    ivan = his.new_page()
    appointment = book(ivan)
    will_be_reminded(appointment)
    by_the_mailed_link(ivan)
    desk = sign_in(hers, site.url, olena)
    wait_until_noticed(ivan, desk)
    desk.get_by_role("button", name="Let in").click()
    in_call(ivan, desk)
    talk = Talk(ivan, desk, appointment)
    talk.flows_after("the beginning", within=None)
    return talk


def see_each_other(*, in_firefox: Page, in_chromium: Page) -> None:
    """Firefox shows the red film of Chromium's camera, and Chromium what Firefox makes up."""
    red, _green, blue = seen(in_firefox)
    assert red > blue + 60
    in_chromium.wait_for_function(CHANGING)


def talk_for_a_minute(talk: Talk, *, in_firefox: Page, in_chromium: Page) -> None:
    """Both load their pages anew, write, show a screen, and she takes a note."""
    for name, page in (("Firefox", in_firefox), ("Chromium", in_chromium)):
        page.reload()
        talk.flows_after(f"{name} was reloaded", within=WITHIN_S)
    since = [growing(page, NOTHING) for page in talk.both]
    talk.olena.get_by_role("textbox", name="Private note").fill("He slept better.")
    for writer, reader, words in (
        (talk.ivan, talk.olena, "Can you hear me?"),
        (talk.olena, talk.ivan, "As if you were here."),
    ):
        talk.say(writer, words)
        talk.reads(reader, words)
    shows_a_screen(in_chromium, in_firefox)
    shows_a_screen(in_firefox, in_chromium)
    stay_for_a_minute(in_chromium, talk.appointment)
    for page, before in zip(talk.both, since, strict=True):
        growing(page, before)


def test_a_client_with_firefox_walks_the_whole_path_with_a_specialist_with_chromium(
    with_camera: Callable[..., BrowserContext],
    firefox: BrowserContext,
    site: Site,
    olena: Specialist,
    worker: None,
) -> None:
    talk = come_together(firefox, with_camera("red"), site, olena)
    browsers = {"in_firefox": talk.ivan, "in_chromium": talk.olena}
    see_each_other(**browsers)
    talk_for_a_minute(talk, **browsers)
    talk.ivan.screenshot(path=SCREENSHOTS / "call" / "firefox-client.png")
    end_for_both(talk.ivan, talk.olena, talk.appointment)
    remains(talk.ivan, talk.olena, talk.appointment)


def test_a_specialist_with_firefox_walks_the_whole_path_with_a_client_with_chromium(
    with_camera: Callable[..., BrowserContext],
    firefox: BrowserContext,
    site: Site,
    olena: Specialist,
    worker: None,
) -> None:
    talk = come_together(with_camera("red"), firefox, site, olena)
    browsers = {"in_firefox": talk.olena, "in_chromium": talk.ivan}
    see_each_other(**browsers)
    talk_for_a_minute(talk, **browsers)
    talk.olena.screenshot(path=SCREENSHOTS / "call" / "firefox-specialist.png")
    end_for_both(talk.ivan, talk.olena, talk.appointment)
    remains(talk.ivan, talk.olena, talk.appointment)
