"""The call recovers by itself within eight seconds after the network is back."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.call.call_pages import WITHIN_S, CallPages, seconds, stats, wait_for_call
from tests.journeys.call.programs import Programs

SILENT_S = 90
"""After so long a silence the server takes a page for gone."""

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]


def test_a_cut_cable_to_the_practice_leaves_the_talk_alone(call: CallPages, programs: Programs) -> None:
    programs.pages.cut()
    programs.events.cut()
    call.send_chat(call.ivan, "Said while nothing got through")
    call.media_flows_after("the cable to the practice was cut", within=3)
    time.sleep(seconds(20, least=20))
    before = [stats(page)["restarts"] for page in call.both]
    call.media_flows_after("twenty seconds without the practice", within=3)
    programs.pages.repair()
    programs.events.repair()
    took = call.wait_for_chat(call.olena, "Said while nothing got through")
    print(f"  words after the cable was mended: {took:.1f} s")
    call.send_chat(call.olena, "I read you")
    call.wait_for_chat(call.ivan, "I read you")
    assert [stats(page)["restarts"] for page in call.both] == before, "the path between the two was whole"


def test_a_call_goes_on_through_minutes_without_the_practice_and_says_so(
    call: CallPages, programs: Programs
) -> None:
    # Longer than the server remembers that somebody is there: shorter outages take another way.
    length = seconds(200, least=100)
    assert length > SILENT_S
    programs.pages.cut()
    programs.events.cut()
    time.sleep(length)
    for page in call.both:
        expect(page.get_by_text("Your call goes on.")).to_be_visible()
        expect(page.get_by_text("Connecting you with")).to_be_hidden()
    programs.pages.repair()
    programs.events.repair()
    for page in call.both:
        expect(page.get_by_text("Your call goes on.")).to_be_hidden(timeout=WITHIN_S * 1000)
    # The server names again who is there, as after every silence of more than a minute and a half.
    time.sleep(15)
    for page in call.both:
        expect(page.get_by_text("Connecting you with")).to_be_hidden()
        expect(page.get_by_text("Good connection")).to_be_visible()
    call.media_flows_after(f"{length:.0f} seconds without the practice", within=3)


def test_a_new_path_is_found_although_the_practice_was_away(call: CallPages, programs: Programs) -> None:
    programs.pages.cut()
    programs.events.cut()
    call.ivan.evaluate("() => window.__visavisRoom.restart()")
    time.sleep(seconds(20, least=12))
    programs.pages.repair()
    programs.events.repair()
    call.media_flows_after("a new path was asked for without the practice")
    call.send_chat(call.ivan, "Still here")
    call.wait_for_chat(call.olena, "Still here")


def test_every_program_may_be_restarted_in_the_middle_of_a_call(call: CallPages, programs: Programs) -> None:
    programs.start("worker")
    for name in ("web", "live", "worker"):
        programs.stop(name)
        call.media_flows_after(f"{name} was stopped", within=3)
        programs.start(name)
        words = f"Past the restart of {name}"
        call.send_chat(call.ivan, words)
        took = call.wait_for_chat(call.olena, words)
        print(f"  words after {name} came back: {took:.1f} s")
    wait_for_call(*call.both)
    programs.stop("worker")


def test_either_may_reload_the_page(call: CallPages) -> None:
    for page, who in ((call.ivan, "the client"), (call.olena, "the specialist")):
        began = time.monotonic()
        page.reload()
        call.media_flows_after(f"{who} reloaded", within=None)
        took = time.monotonic() - began
        print(f"  from the reload of {who}: {took:.1f} s")
        assert took <= WITHIN_S
