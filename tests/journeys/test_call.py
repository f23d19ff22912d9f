"""Two real browsers walk from the practice's page through a call to `completed`."""

import contextlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.call.call_pages import CallPages, wait_for_call
from tests.journeys.conftest import Site
from tests.journeys.consultation_steps import (
    NOTHING,
    SETTLE_MS,
    book,
    check_notes_and_history,
    check_reminders,
    end_for_both,
    enter_waiting_room,
    olena_with_free_times,
    remote_colour,
    share_screen,
    sign_in,
    stay_for_a_minute,
    wait_for_media,
)
from tests.journeys.page_checks import SCREENSHOTS, check_page
from visavis.people.links import link_token
from visavis.people.models import Specialist

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

CREDENTIAL = re.compile('"(grant|iceServers|credential|epoch)"')
"""What a page needs to connect, and has no word of before it is let in."""


@pytest.fixture
def olena(site: Site) -> Specialist:
    """A specialist with a consultation to be had within minutes, whatever the hour."""
    return olena_with_free_times()


def heard_by(page: Page, wire: list[str]) -> list[str]:
    """The kinds of all events that reach a page, told or asked for, and what else it was answered.

    All that it is sent in words goes to `wire`.
    """
    kinds: list[str] = []

    def told(frame: str | bytes) -> None:
        wire.append(str(frame))
        kinds.extend(event["kind"] for event in json.loads(frame) or ())

    def answered(response: Any) -> None:
        if "/events/" in response.url and response.ok:
            kinds.extend(event["kind"] for event in response.json()["events"])
        elif re.search(r"/(join|signal)/", response.url):
            kinds.append(f"{response.status} {response.url.rsplit('/', 2)[1]}")
        if response.request.resource_type in {"document", "fetch", "xhr"} and response.status // 100 != 3:
            # A page that is left has no body to show any more.
            with contextlib.suppress(PlaywrightError):
                wire.append(response.text())

    page.on("websocket", lambda opened: opened.on("framereceived", told))
    page.on("response", answered)
    return kinds


def test_two_people_walk_from_the_practices_page_to_completed(
    with_camera: Callable[..., BrowserContext], site: Site, olena: Specialist, worker: None
) -> None:
    his, hers = with_camera("red"), with_camera("blue")
    ivan = his.new_page()
    wire: list[str] = []
    heard = heard_by(ivan, wire)
    appointment = book(ivan)
    check_page(ivan, "call/1-door")
    check_reminders(appointment)
    desk = sign_in(hers, site.url, olena)
    enter_waiting_room(ivan, desk)
    # Before she lets him in his page hears of her notice, and nothing of a call.
    assert set(heard) == {"acknowledged"}
    assert len(wire) > 5
    assert [text for text in wire if CREDENTIAL.search(text)] == []

    desk.get_by_role("button", name="Let in").click()
    wait_for_call(ivan, desk)
    assert "200 join" in heard
    assert any(CREDENTIAL.search(text) for text in wire), (
        "what is looked for is what is given to those let in"
    )
    since = each_sees_the_other(ivan, desk)
    another_tab_comes_and_goes(ivan)
    since = each_sees_the_other(ivan, desk)
    desk.get_by_role("textbox", name="Private note").fill("He slept better.")
    call = CallPages(ivan, desk, appointment)
    call.send_chat(ivan, "Can you see the form?")
    call.wait_for_chat(desk, "Can you see the form?")
    share_screen(desk, ivan)
    stay_for_a_minute(ivan, appointment)
    for page, before in zip((ivan, desk), since, strict=True):
        wait_for_media(page, before)
    desk.screenshot(path=SCREENSHOTS / "call/2-call.png")
    end_for_both(ivan, desk, appointment)
    check_page(ivan, "call/3-after")
    check_notes_and_history(ivan, desk, appointment)


def each_sees_the_other(ivan: Page, desk: Page) -> list[dict[str, float]]:
    """Each shows the other's picture and not their own; return both pages' statistics."""
    red, _, blue = remote_colour(desk)
    assert red > blue + 60, "she sees his red picture"
    red, _, blue = remote_colour(ivan)
    assert blue > red + 60, "he sees her blue one"
    return [wait_for_media(page, NOTHING) for page in (ivan, desk)]


def another_tab_comes_and_goes(ivan: Page) -> None:
    """The newest tab has the call, and this one takes it back."""
    third = ivan.context.new_page()
    third.goto(ivan.url)
    third.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)
    expect(ivan.get_by_role("heading", name="This consultation is open in another tab")).to_be_visible()
    third.close()
    ivan.get_by_role("button", name="Use this tab").click()
    ivan.wait_for_function("() => window.__visavisRoom?.phase() === 'inCall'", timeout=SETTLE_MS)


def test_a_stranger_with_the_address_gets_no_seat(
    with_camera: Callable[..., BrowserContext], olena: Specialist
) -> None:
    ivan = with_camera("red").new_page()
    appointment = book(ivan)
    stranger = with_camera("blue").new_page()
    token = link_token(appointment.public_id, appointment.link_generation)
    damaged = token[:-1] + ("A" if token[-1] != "A" else "B")
    for address, refusal in ((f"/v/{damaged}", 404), (f"/a/{appointment.public_id}/", 403)):
        answer = stranger.goto(address)
        assert answer is not None
        assert answer.status == refusal
        expect(stranger.get_by_role("button", name="Enter the waiting room")).to_have_count(0)
    expect(ivan.get_by_role("button", name="Enter the waiting room")).to_be_visible()
