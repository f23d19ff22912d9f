"""The practice's host stands still during a call: the talk goes on, and nothing that was written is lost."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.call.call_pages import SETTLE_MS, WITHIN_S, CallPages, seconds, start_call, stats
from tests.journeys.call.frozen_practice import FrozenPractice
from tests.journeys.call.programs import Programs
from tests.journeys.conftest import Site
from visavis.booking.lifecycle import State
from visavis.calls.queries import summarize_call
from visavis.notes.models import Draft

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(900)]

FROZEN_S = (30, 100, 200) if os.environ.get("SCALE") == "1" else (30,)
SEEN_WITHIN_S = 26
"""How soon a page says that the practice is not reached: after a request that nobody answers."""
COUNTED_S = 70
"""A consultation took place when the two were connected for a minute."""
MEASURED_WITHIN_S = 15
"""How exact the time of a call is: a page tells every few seconds that it is connected."""
BACK_WITHIN_S = 60
"""How soon what was said meanwhile is there: at once, or when the next process of that name has started."""
GOES_ON = "We cannot reach the practice's server. Your call goes on."
ALARMS = re.compile("Connecting you with|is interrupted|is not in the call|No way for sound")


@pytest.fixture
def practice(served: Site, tmp_path: Path) -> Iterator[Programs]:
    """A practice under its supervisor, on the test's database."""
    without_demo = {name: value for name, value in served.environ.items() if name != "VISAVIS_DEMO"}
    with Programs(without_demo, run=["run"], VISAVIS_VAR=str(tmp_path)) as running:
        yield running


@pytest.fixture
def talk(practice: Programs, chromium: Browser, emptied: None) -> Iterator[CallPages]:
    """Two people in a call that this practice serves."""
    running = start_call(practice.url, chromium)
    yield running
    for page in running.both:
        page.context.close()


@pytest.mark.parametrize("frozen_s", FROZEN_S)
def test_a_call_goes_on_while_the_practice_stands_still_and_ends_as_what_it_was(
    talk: CallPages, practice: Programs, frozen_s: int
) -> None:
    began = time.monotonic()
    note = talk.olena.get_by_role("textbox", name="Private note")
    note.fill("Slept better.")
    restarts = [stats(page)["restarts"] for page in talk.both]
    for page in talk.both:
        page.evaluate("window.here = true")
    with FrozenPractice(practice):
        stopped = time.monotonic()
        note.press_sequentially(" Will walk more.")
        talk.send_chat(talk.ivan, "Said while it stood still")
        for page in talk.both:
            expect(page.get_by_text(GOES_ON)).to_be_visible(timeout=SEEN_WITHIN_S * 1000)
        print(f"  said after {time.monotonic() - stopped:.1f} s")
        while (left := stopped + frozen_s - time.monotonic()) > 0:
            talk.media_flows_after("the practice stood still", within=3)
            for page in talk.both:
                no_alarm(page)
            talk.olena.wait_for_timeout(min(left, 10) * 1000)
        for page in talk.both:
            expect(page.get_by_text(GOES_ON)).to_be_visible()
    thawed = time.monotonic()
    for page in talk.both:
        expect(page.get_by_text(GOES_ON)).to_be_hidden(timeout=SETTLE_MS)
    print(f"  well again {time.monotonic() - thawed:.1f} s after it went on")
    talk.wait_for_chat(talk.olena, "Said while it stood still", within=SETTLE_MS / 1000)
    talk.send_chat(talk.olena, "I read you")
    talk.wait_for_chat(talk.ivan, "I read you", within=SETTLE_MS / 1000)
    print(f"  words {time.monotonic() - thawed:.1f} s after it went on")
    talk.media_flows_after(f"{frozen_s} seconds of standing still", within=WITHIN_S)
    assert [stats(page)["restarts"] for page in talk.both] == restarts, "the path between the two was whole"
    for page in talk.both:
        no_alarm(page)
        assert page.evaluate("window.here"), "the page was left"
    wait_for_note(talk, "Slept better. Will walk more.")
    talk.olena.wait_for_timeout(max(0.0, began + COUNTED_S - time.monotonic()) * 1000)
    end_for_both(talk)
    assert_took_place(talk, time.monotonic() - began)


def test_a_call_goes_on_while_one_program_after_the_other_stands_still(
    talk: CallPages, practice: Programs
) -> None:
    began = time.monotonic()
    written = ""
    for name in ("web", "live", "worker", "postgres"):
        line = f"Said while {name} stood still"
        with FrozenPractice(practice, only=name):
            stopped = time.monotonic()
            written += f"Written while {name} stood still. "
            write_note(talk.olena, written)
            talk.send_chat(talk.ivan, line)
            # In the soak long enough for the supervisor to replace it.
            talk.olena.wait_for_timeout(seconds(60, least=12) * 1000)
            talk.media_flows_after(f"{name} stood still", within=3)
            for page in talk.both:
                no_alarm(page)
        talk.wait_for_chat(talk.olena, line, within=BACK_WITHIN_S)
        wait_for_note(talk, written)
        for page in talk.both:
            expect(page.get_by_text(GOES_ON)).to_be_hidden(timeout=SETTLE_MS)
        print(f"  {name}: all is well {time.monotonic() - stopped:.1f} s after it was frozen")
    talk.olena.wait_for_timeout(max(0.0, began + COUNTED_S - time.monotonic()) * 1000)
    end_for_both(talk)
    assert_took_place(talk, time.monotonic() - began)


def no_alarm(page: Page) -> None:
    """Neither page says that the other is gone or that the call is in trouble."""
    assert not ALARMS.search(page.locator("#room").inner_text()), page.locator("#room").inner_text()


def write_note(olena: Page, words: str) -> None:
    """Write beside the call, whichever panel is open."""
    panel = olena.get_by_role("button", name="Private note")
    if panel.get_attribute("aria-expanded") != "true":
        panel.click()
    olena.get_by_role("textbox", name="Private note").fill(words)


def wait_for_note(talk: CallPages, words: str) -> None:
    """The note is saved by itself."""
    deadline = time.monotonic() + SETTLE_MS / 1000
    while (found := Draft.objects.filter(kind="note").first()) is None or found.text != words:
        assert time.monotonic() < deadline, f"saved is {found and found.text!r}"
        talk.olena.wait_for_timeout(200)


def end_for_both(talk: CallPages) -> None:
    talk.olena.get_by_role("button", name="End for both").click()
    talk.olena.get_by_role("button", name="End it now").click()
    talk.olena.get_by_role("heading", name="What comes next").wait_for(timeout=SETTLE_MS)


def assert_took_place(talk: CallPages, lasted_s: float) -> None:
    """It was completed, and its minutes are those that the two saw each other."""
    talk.appointment.refresh_from_db()
    assert talk.appointment.lifecycle is State.COMPLETED
    call = summarize_call(talk.appointment)
    assert call is not None
    measured_s = call.time_together.total_seconds()
    print(f"  lasted {lasted_s:.0f} s, measured {measured_s:.0f} s, told {call.minutes} min")
    assert abs(measured_s - lasted_s) <= MEASURED_WITHIN_S
    assert abs(call.minutes - lasted_s / 60) <= 1
