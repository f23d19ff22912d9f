"""The call on phones, upright and lying, with an open keyboard, with large letters, in each font:
nothing covers anything.
"""

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.call.call_pages import CallPages, wait_for_call
from tests.journeys.fonts import FONTS, use_font
from tests.journeys.page_checks import SCREENSHOTS

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]

UPRIGHT, LYING, TYPING = (360, 740), (740, 360), (360, 420)
LEAST = (353, 600)
"""Just wide enough for words under the signs."""
NARROWEST = [(LEAST, 100), (UPRIGHT, 200), (LYING, 200)]
STYLES = [(size, letters) for size in (UPRIGHT, LYING, TYPING) for letters in (100, 140, 200)]

# Boxes of the parts that are there, and the controls whose signs or words stand out of them or are too small.
_LAID_OUT = """() => {
  const box = (element) => {
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    return { left, top, right, bottom, width, height };
  };
  const found = {};
  const parts = [".tile", ".mini", ".remote", ".side", ".lines", "#chat-words", ".say .btn", ".controls"];
  for (const part of parts) {
    const element = document.querySelector(part);
    if (element) found[part] = box(element);
  }
  found.controls = document.querySelectorAll(".controls .ctl").length;
  found.spilling = [...document.querySelectorAll(".controls .ctl")].filter((control) => {
    const around = box(control);
    const inside = [...control.children].filter((child) => getComputedStyle(child).position !== "absolute");
    const spills = inside.map(box).some((one) =>
      one.left < around.left - 1 || one.right > around.right + 1 ||
      one.top < around.top - 1 || one.bottom > around.bottom + 1);
    return spills || around.width < 43.5 || around.height < 43.5;
  }).map((control) => control.textContent);
  const lines = document.querySelector(".lines");
  found.atLastLine = !lines || Math.abs(lines.scrollTop) < 2;
  return found;
}"""


def laid_out(page: Page, size: tuple[int, int], letters: int, what: str) -> dict[str, Any]:
    """The page at this size; on it, every control holds its words and all parts are on the screen."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate("(size) => { document.documentElement.style.fontSize = size }", f"{letters}%")
    page.wait_for_timeout(300)
    found: dict[str, Any] = {}
    for font in FONTS:
        use_font(page, font)
        page.screenshot(path=SCREENSHOTS / f"call/{what}-{size[0]}x{size[1]}-{letters}-{font}.png")
        found = page.evaluate(_LAID_OUT)
        name = f"{what} at {size}, letters {letters} %, in {font}"
        assert found["spilling"] == [], name
        for part in (".tile", ".mini", ".side", "#chat-words", ".say .btn", ".controls"):
            if part in found:
                box = found[part]
                assert box["top"] >= -1, f"{part} of {name}"
                assert box["bottom"] <= size[1] + 1, f"{part} of {name}"
                assert box["right"] <= size[0] + 1, f"{part} of {name}"
    return found


def area(box: dict[str, float]) -> float:
    return box["width"] * box["height"]


def test_a_call_holds_on_a_phone_whatever_the_size_of_letters(call: CallPages) -> None:
    (SCREENSHOTS / "call").mkdir(parents=True, exist_ok=True)
    page = call.ivan
    for number in range(8):
        call.send_chat(call.olena, f"Line {number} of all that there is to say")
    for size, letters in STYLES:
        found = laid_out(page, size, letters, "plain")
        assert area(found[".tile"]) > size[0] * size[1] / 3, "the picture has most of the room"
        assert area(found[".mini"]) < area(found[".tile"]) / 8, "one's own picture stays small"
    page.get_by_role("button", name=re.compile("^Chat")).click()
    call.wait_for_chat(page, "Line 7")
    for size, letters in STYLES:
        found = laid_out(page, size, letters, "chat")
        least = 90 if size is not TYPING else 60
        assert found[".lines"]["height"] >= least, f"lines at {size}, letters {letters} %"
        assert found["#chat-words"]["bottom"] <= found[".side"]["bottom"], "the field is in sight"
        assert found["atLastLine"], "it stays at its last line"
        assert found[".mini"]["top"] >= found[".tile"]["top"], "one's own picture is whole"


def test_longer_words_hold_on_the_narrowest_phones(call: CallPages) -> None:
    for number in range(3):
        call.send_chat(call.olena, f"Line {number} of all that there is to say")
    cases = [("uk", call.ivan, 6), ("uk", call.olena, 8), ("ru", call.ivan, 6), ("ru", call.olena, 8)]
    for language, page, controls in [*cases, ("uk", call.olena, 7)]:
        if controls == 7:
            # As on a phone, which shows no screen.
            page.add_init_script("delete MediaDevices.prototype.getDisplayMedia")
        speak(page, language)
        for size, letters in NARROWEST:
            found = laid_out(page, size, letters, f"{language}-{controls}")
            assert found["controls"] == controls
            least = size[0] * size[1] / 3
            assert area(found[".tile"]) > least, f"{language}, {controls} controls at {size}, {letters} %"
        page.get_by_role("button", name=re.compile("^Чат")).click()
        for size, letters in ((UPRIGHT, 200), (TYPING, 200)):
            found = laid_out(page, size, letters, f"{language}-{controls}-chat")
            assert found["#chat-words"]["bottom"] <= found[".side"]["bottom"], "the field is in sight"


def speak(page: Page, language: str) -> None:
    """Come back to the call in another language, on a phone."""
    page.set_viewport_size({"width": UPRIGHT[0], "height": UPRIGHT[1]})
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict, spelled as a dict
    page.reload()
    wait_for_call(page)
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_pictures_of_faces_stand_beside_a_screen_that_is_shown(call: CallPages) -> None:
    page = call.ivan
    call.olena.get_by_role("button", name="Share screen").click()
    page.wait_for_function("() => document.querySelector('video.screen')?.videoWidth > 0", timeout=30_000)
    for size, letters in ((UPRIGHT, 100), (LYING, 100), (LYING, 200)):
        found = laid_out(page, size, letters, "screen")
        assert found[".remote"]["bottom"] < found[".mini"]["top"], "the faces do not cover one another"
    screen = page.locator("video.screen").bounding_box()
    assert screen is not None
    assert screen["x"] + screen["width"] < found[".remote"]["left"], "nor the screen"


def test_who_muted_and_turned_the_camera_off_stays_so_over_a_reload(call: CallPages) -> None:
    page = call.ivan
    page.get_by_role("button", name="Mute").click()
    page.get_by_role("button", name="Turn camera off").click()
    page.reload()
    page.get_by_role("button", name="Unmute").wait_for(timeout=30_000)
    page.get_by_role("button", name="Turn camera on").wait_for()
    call.olena.get_by_text("The camera of Ivan Petrenko is off").wait_for(timeout=30_000)
