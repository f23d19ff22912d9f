"""Checks of every page in a journey: network, console, accessibility and layout."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, WebError

from tests.journeys.fonts import FONTS, use_font

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "var" / "screenshots"
TARGET = 44
"""Pixels that a thumb needs."""


class PageErrors:
    """Collects what must not happen: requests to other hosts, policy violations, script errors."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.home = urlsplit(home).netloc
        self.found: list[str] = []
        context.on("request", self._requested)
        context.on("console", self._said)
        context.on("weberror", self._failed)

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.home:
            self.found.append(f"asked another host: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form answers 4xx, which the browser's console calls a failure; a live connection that is
        # down is one too.
        ours = ("Failed to load resource", "WebSocket connection to")
        if message.type == "error" and not any(words in message.text for words in ours):
            self.found.append(f"console: {message.text}")

    def _failed(self, error: WebError) -> None:
        self.found.append(f"script: {error.error}")


def check_page(page: Page, name: str) -> None:
    """Take a screenshot, and fail on findings of axe and on layout problems."""
    page.wait_for_load_state("networkidle")
    folder, _, _ = name.rpartition("/")
    (SCREENSHOTS / folder).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
    found = axe_violations(page)
    assert found == [], f"{name}: {found}"
    problems = layout_problems(page)
    assert problems == {}, f"{name}: {problems}"


def page_problems(page: Page) -> dict[str, Any]:
    """What `check_page` fails on, without a screenshot: in the light and in the dark theme."""
    page.emulate_media(color_scheme="light")
    by_day = axe_violations(page)
    page.emulate_media(color_scheme="dark")
    by_night = axe_violations(page, runOnly=["color-contrast"])
    found = {"by day": by_day, "by night": by_night, **layout_problems(page)}
    return {what: where for what, where in found.items() if where}


def axe_violations(page: Page, **options: Any) -> list[tuple[str, list[str]]]:
    """Which rules of axe the page breaks, and where."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(
        "(options) => axe.run(document, options)", {"resultTypes": ["violations"], **options}
    )
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]]


def layout_problems(page: Page) -> dict[str, Any]:
    """Overflow and small touch targets, in each font, at 100 % and 200 %."""
    found: dict[str, Any] = {}
    for name in FONTS:
        use_font(page, name)
        found |= {
            f"scrolls sideways in {name}": page.evaluate(TOO_WIDE),
            f"targets that a thumb misses in {name}": page.evaluate(SMALL_TARGETS, TARGET),
        }
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found |= {
            f"scrolls sideways at 200 % in {name}": page.evaluate(TOO_WIDE),
            f"leaves its card at 200 % in {name}": page.evaluate(OUTSIDE_CARDS),
            f"prints over the header at 200 % in {name}": page.evaluate(OVERLAPPING),
        }
        page.evaluate("document.documentElement.style.fontSize = ''")
    use_font(page, None)
    return {what: where for what, where in found.items() if where}


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; fail when the focus is not visible on the way."""
    for _ in range(120):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
        shown, where = page.evaluate(FOCUS_IN_SIGHT)
        assert shown, f"the focus cannot be seen on {where}"
    pytest.fail(f"{wanted} cannot be reached by the keyboard")


def press_key(page: Page, wanted: Locator, *, by: str = "Enter") -> None:
    """Go to `wanted` by Tab and press the key."""
    tab_to(page, wanted)
    page.keyboard.press(by)


# Whatever takes the focus has a size and an outline, and nothing around it hides all that it holds.
FOCUS_IN_SIGHT = """(() => {
  const one = document.activeElement;
  const { width, height } = one.getBoundingClientRect();
  const { outlineStyle, outlineWidth, clipPath } = getComputedStyle(one);
  const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  const seen = width > 1 && height > 1 && clipPath === "none" && !one.closest(".hidden");
  return [one === document.body || (outlined && seen), one.outerHTML.slice(0, 120)];
})()"""

# A margin or a picture drawn by a style sheet can be it, too, and is no element.
TOO_WIDE = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120));
  return wide.length ? wide : ["no element by itself"];
}"""

# What a reader is only told, and what scrolls inside itself, may.
OUTSIDE_CARDS = """() => [...document.querySelectorAll(".card *")]
  .filter((one) => {
    const { right, width } = one.getBoundingClientRect();
    const edge = one.closest(".card").getBoundingClientRect().right;
    return width > 1 && right > edge + 1 && !one.closest("thead, .hidden, .week, .days");
  })
  .map((one) => one.outerHTML.slice(0, 120))"""

# What a call covers is out of everybody's reach.
OVERLAPPING = """() => {
  const words = [...document.querySelectorAll(".brand span, .top nav, .language summary, .account")]
    .filter((one) => !one.closest("[inert]"))
    .map((one) => ({ says: one.textContent.trim(), box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width && box.height);
  const across = (a, b) => a.left < b.right - 1 && b.left < a.right - 1;
  const covers = (a, b) => across(a, b) && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return words.flatMap((one, at) =>
    words.slice(at + 1).filter((other) => covers(one.box, other.box)).map((other) => [one.says, other.says]));
}"""


# Links within a sentence may be as high as its lines; everything else may not.
SMALL_TARGETS = """(least) => [...document.querySelectorAll("a, button, summary, select, textarea, input")]
  .filter((element) => {
    const box = element.matches("[type=checkbox], [type=radio]") ? element.closest(".tick, div") : element;
    const { width, height } = box.getBoundingClientRect();
    const skipped = element.matches(".skip, [type=hidden]") || element.closest("p:not(.set)");
    return width && height && !skipped && (width < least - 0.5 || height < least - 0.5);
  })
  .map((element) => element.outerHTML.slice(0, 120))"""
