"""One person with several tabs has one seat; and a hidden tab."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.call.call_pages import CallPages, seconds, wait_for_call

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

ELSEWHERE = "This consultation is open in another tab"


def test_the_newest_tab_wins_and_the_older_takes_the_call_back(call: CallPages) -> None:
    older = call.ivan
    newest = older.context.new_page()
    newest.goto(older.url)
    wait_for_call(newest)
    expect(older.get_by_role("heading", name=ELSEWHERE)).to_be_visible()
    call.ivan = newest
    call.media_flows_after("another tab took over")
    older.get_by_role("button", name="Use this tab").click()
    wait_for_call(older)
    expect(newest.get_by_role("heading", name=ELSEWHERE)).to_be_visible()
    call.ivan = older
    call.media_flows_after("the older tab took the call back")
    time.sleep(seconds(60, least=4))
    wait_for_call(older, call.olena)


def test_a_hidden_tab_stays_in_the_call(call: CallPages) -> None:
    _hide(call.ivan)
    time.sleep(seconds(120, least=6))
    call.media_flows_after("the tab was hidden", within=3)
    wait_for_call(*call.both)
    _show(call.ivan)
    call.send_chat(call.olena, "Back again")
    call.wait_for_chat(call.ivan, "Back again")


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
