"""A personal link in other hands while its client is in the call: three browsers."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.call.call_pages import CallPages, wait_for_call
from tests.journeys.call.programs import Programs
from tests.journeys.page_checks import page_problems
from visavis.people.links import link_token

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

ELSEWHERE = "You are already in the conversation on another device"


def test_a_stranger_with_the_link_waits_outside_until_she_says_yes(
    call: CallPages, programs: Programs, chromium: Browser
) -> None:
    thief = chromium.new_context(locale="en-GB", permissions=["camera", "microphone"]).new_page()
    appointment = call.appointment
    thief.goto(f"{programs.url}/v/{link_token(appointment.public_id, appointment.link_generation)}")
    thief.get_by_role("button", name="Join the call").click()
    expect(thief.get_by_role("heading", name=ELSEWHERE)).to_be_visible()
    expect(thief.locator("main")).to_contain_text("We have asked")
    assert not page_problems(thief)
    question = call.olena.get_by_text("another device wants to come in by the same link")
    expect(question).to_be_visible(timeout=15_000)
    call.media_flows_after("a stranger opened the link")
    call.olena.get_by_role("button", name="Keep it out").click()
    expect(question).to_have_count(0)
    expect(thief.get_by_role("button", name="Go on here")).to_be_visible(timeout=15_000)
    call.media_flows_after("the stranger was kept out")

    # It was his own second device after all.
    thief.get_by_role("button", name="Go on here").click()
    call.olena.get_by_role("button", name="Let this device in").click(timeout=15_000)
    wait_for_call(thief)
    expect(call.ivan.get_by_role("heading", name=ELSEWHERE)).to_be_visible(timeout=30_000)
    thief.context.close()
