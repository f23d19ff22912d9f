"""The call checked by axe with every panel open, and the call by keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.call.call_pages import SETTLE_MS, CallPages, signed_in, started_appointment, wait_for_call
from tests.journeys.call.programs import Programs
from tests.journeys.consultation_steps import wait_for_next_page
from tests.journeys.page_checks import page_problems, press_key
from visavis.people.links import link_token

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

SIZES = {"phone": {"width": 360, "height": 740}, "wide": {"width": 1200, "height": 800}}


def opened(page: Page, words: str) -> None:
    """Press one of the controls that open something."""
    page.locator(".controls").get_by_role("button", name=re.compile(f"^{words}")).click()


def test_nothing_that_opens_in_the_call_shuts_anybody_out(call: CallPages) -> None:
    found: dict[str, Any] = {}
    call.send_chat(call.olena, "Can you see the form?")
    call.wait_for_chat(call.ivan, "Can you see the form?")
    sides = {"his": (call.ivan, ("Chat", "More")), "hers": (call.olena, ("Chat", "Private note", "More"))}
    for whose, (page, panels) in sides.items():
        # As it is found: nothing opened.
        opened(page, "Chat")
        expect(page.locator(".side")).to_have_count(0)
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)  # type: ignore[arg-type]  # a TypedDict, spelled as a dict
            found[f"{whose} call, {size}"] = page_problems(page)
            for panel in panels:
                opened(page, panel)
                expect(page.locator(".side")).to_be_visible()
                found[f"{whose} {panel}, {size}"] = page_problems(page)
                opened(page, panel)
    opened(call.olena, "End for both")
    expect(call.olena.get_by_role("button", name="End it now")).to_be_visible()
    for size, viewport in SIZES.items():
        call.olena.set_viewport_size(viewport)  # type: ignore[arg-type]  # as above
        found[f"the question, {size}"] = page_problems(call.olena)
    told = [f"{name} {what}: {where}" for name, problems in found.items() for what, where in problems.items()]
    assert told == [], "\n".join(told)


def test_a_consultation_is_held_by_keyboard_alone(
    programs: Programs, chromium: Browser, emptied: None
) -> None:
    appointment = started_appointment()
    his, hers = (chromium.new_context(locale="en-GB", base_url=programs.url) for _ in range(2))
    ivan = his.new_page()
    ivan.goto(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    olena = signed_in(hers, appointment, programs.url)
    enters_and_checks(ivan)
    olena.goto("/desk/")
    press_key(olena, olena.locator(".alert-slot").get_by_role("button", name="Let in"))
    wait_for_call(ivan, olena)
    for page in (ivan, olena):
        mutes_and_unmutes(page)
    they_write(ivan, olena)
    ends(olena)
    for page in (ivan, olena):
        wait_for_next_page(page)
    for context in (his, hers):
        context.close()


def enters_and_checks(page: Page) -> None:
    """Into the waiting room, and the one check that asks something."""
    press_key(page, page.get_by_role("button", name="Enter the waiting room"))
    expect(page.get_by_role("heading", name="You are in the right place")).to_be_visible(timeout=SETTLE_MS)
    press_key(page, page.get_by_role("button", name="Play a sound"), by="Space")
    press_key(page, page.get_by_role("button", name="Yes", exact=True))
    expect(page.get_by_role("button", name="Yes", exact=True)).to_have_count(0)


def mutes_and_unmutes(page: Page) -> None:
    press_key(page, page.get_by_role("button", name="Mute"), by="Space")
    expect(page.get_by_role("button", name="Unmute")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Mute")).to_be_focused()


def they_write(ivan: Page, olena: Page) -> None:
    """Opening the chat focuses its field; Escape returns the focus."""
    pages = (ivan, olena)
    for page, words in zip(pages, ("Can you hear me?", "Very well"), strict=True):
        press_key(page, page.get_by_role("button", name=re.compile("^Chat")))
        expect(page.locator("#chat-words")).to_be_focused()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    for page in pages:
        for words in ("Can you hear me?", "Very well"):
            expect(page.locator(".lines").get_by_text(words)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name=re.compile("^Chat"))).to_be_focused()


def ends(page: Page) -> None:
    """She cancels the question first, then confirms it."""
    end = page.get_by_role("button", name="End for both")
    press_key(page, end)
    page.keyboard.press("Escape")
    expect(end).to_be_focused()
    page.keyboard.press("Enter")
    press_key(page, page.get_by_role("button", name="End it now"))
