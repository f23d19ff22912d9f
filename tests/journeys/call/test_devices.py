"""Cameras, microphones and screens that come, go, are refused or taken: the call goes on with what works."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.chromium_arguments import ARGUMENTS
from tests.journeys.call.call_pages import (
    SETTLE_MS,
    CallPages,
    admit_client,
    client_page,
    desk_page,
    started_appointment,
    wait_for_call,
)
from tests.journeys.call.programs import Programs

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

# What a browser does to a page's own track when the system takes the device away or gives it back.
_OWN = """const track = document.querySelector(".mini video").srcObject.getTracks()[0];"""
_PULL = f"() => {{ {_OWN} track.stop(); track.dispatchEvent(new Event('ended')); }}"
_TAKE = f"""() => {{ {_OWN} window.__taken = track;
  Object.defineProperty(track, 'muted', {{ value: true, configurable: true }});
  track.dispatchEvent(new Event('mute')); }}"""
_GIVE = "() => { delete window.__taken.muted; window.__taken.dispatchEvent(new Event('unmute')); }"

_NOTE = "async () => { window.__energy = (await window.__visavisRoom.stats()).totalAudioEnergy }"


def hears(page: Page) -> None:
    """Wait until sound comes in."""
    page.evaluate(
        "() => window.__visavisRoom.stats().then((now) => { window.__energy = now.totalAudioEnergy })"
    )
    page.wait_for_function(
        "async () => (await window.__visavisRoom.stats()).totalAudioEnergy > window.__energy",
        timeout=SETTLE_MS,
    )


def test_a_camera_that_is_pulled_out_is_said_and_used_again_with_one_button(call: CallPages) -> None:
    call.ivan.evaluate(_PULL)
    notice = call.ivan.locator(".troubles").get_by_text("Your camera was disconnected.")
    expect(notice).to_be_visible()
    expect(call.olena.get_by_text("The camera of Ivan Petrenko is off")).to_be_visible()
    hears(call.olena)
    call.ivan.locator(".troubles").get_by_role("button", name="Try the camera again").click()
    expect(notice).to_be_hidden()
    expect(call.olena.get_by_text("The camera of Ivan Petrenko is off")).to_be_hidden()
    call.media_flows_after("the camera was used again")


def test_a_camera_that_the_system_took_comes_back_by_itself(call: CallPages) -> None:
    call.ivan.evaluate(_TAKE)
    notice = call.ivan.locator(".troubles").get_by_text("Your camera is taken by something else")
    expect(notice).to_be_visible()
    expect(call.olena.get_by_text("The camera of Ivan Petrenko is off")).to_be_visible()
    call.ivan.evaluate(_GIVE)
    expect(notice).to_be_hidden()
    expect(call.olena.get_by_text("The camera of Ivan Petrenko is off")).to_be_hidden()
    call.media_flows_after("the camera was given back")


def test_both_show_their_screens_at_once(call: CallPages) -> None:
    for page in call.both:
        page.get_by_role("button", name="Share screen").click()
        expect(page.locator(".troubles").get_by_role("button", name="Stop sharing")).to_be_visible()
    for page in call.both:
        page.wait_for_function(
            "() => document.querySelector('video.screen')?.videoWidth > 0", timeout=SETTLE_MS
        )
    call.media_flows_after("both shared their screens", within=3)
    call.ivan.locator(".troubles").get_by_role("button", name="Stop sharing").click()
    expect(call.olena.locator("video.screen")).to_have_count(0)
    expect(call.ivan.locator("video.screen")).to_have_count(1)


def test_saving_data_stops_the_pictures_both_ways_and_keeps_the_sound(call: CallPages) -> None:
    call.ivan.get_by_role("button", name="More").click()
    call.ivan.get_by_label("Save data").check()
    expect(call.olena.get_by_text("Ivan Petrenko saves data")).to_be_visible()
    for page in call.both:
        page.wait_for_function(
            """async () => {
          const frames = async () => (await window.__visavisRoom.stats()).framesDecoded;
          const before = await frames();
          await new Promise((done) => setTimeout(done, 1000));
          return (await frames()) === before;
        }""",
            timeout=SETTLE_MS,
        )
        hears(page)
    call.ivan.get_by_label("Save data").uncheck()
    call.media_flows_after("saving data ended")


@pytest.mark.parametrize(
    ("left_out", "further", "words"),
    [
        ("--use-fake-device-for-media-stream", (), "No camera was found."),
        (
            "--use-fake-ui-for-media-stream",
            ("--deny-permission-prompts",),
            "This page may not use your camera.",
        ),
    ],
    ids=["no camera", "permission denied"],
)
def test_one_without_camera_and_microphone_sees_and_hears_the_other(
    programs: Programs,
    chromium: Browser,
    launch: Callable[..., Browser],
    emptied: None,
    left_out: str,
    further: tuple[str, ...],
    words: str,
) -> None:
    assert left_out in ARGUMENTS
    bare = launch(*further, without=left_out)
    appointment = started_appointment()
    ivan = client_page(bare.new_context(locale="en-GB"), appointment, programs.url)
    admit_client(appointment)
    olena = desk_page(chromium.new_context(locale="en-GB"), appointment, programs.url)
    wait_for_call(ivan, olena)
    expect(ivan.locator(".troubles").get_by_text(words).first).to_be_visible(timeout=SETTLE_MS)
    hears(ivan)
    ivan.wait_for_function("async () => (await window.__visavisRoom.stats()).framesDecoded > 5")
    expect(olena.get_by_text("Ivan Petrenko is muted")).to_be_visible()
    olena.context.close()
    bare.close()
