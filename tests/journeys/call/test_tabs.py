"""One person, several tabs, one seat; and a tab that nobody looks at."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.call.talk import Talk, in_call, seconds

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

ELSEWHERE = "This consultation is open in another tab"


def test_the_newest_tab_wins_and_the_older_takes_the_call_back(talk: Talk) -> None:
    older = talk.ivan
    newest = older.context.new_page()
    newest.goto(older.url)
    in_call(newest)
    expect(older.get_by_role("heading", name=ELSEWHERE)).to_be_visible()
    talk.ivan = newest
    talk.flows_after("another tab took over")
    older.get_by_role("button", name="Use this tab").click()
    in_call(older)
    expect(newest.get_by_role("heading", name=ELSEWHERE)).to_be_visible()
    talk.ivan = older
    talk.flows_after("the older tab took the call back")
    time.sleep(seconds(60, least=4))
    in_call(older, talk.olena)


def test_a_hidden_tab_stays_in_the_call(talk: Talk) -> None:
    _hide(talk.ivan)
    time.sleep(seconds(120, least=6))
    talk.flows_after("the tab was hidden", within=3)
    in_call(*talk.both)
    _show(talk.ivan)
    talk.say(talk.olena, "Back again")
    talk.reads(talk.ivan, "Back again")


def _hide(page: Page) -> None:
    """What a page sees of being hidden; a headless browser shows all of its tabs for ever."""
    page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")


def _show(page: Page) -> None:
    page.evaluate("""() => {
      delete document.hidden;
      delete document.visibilityState;
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
