"""A tab of Firefox with the part of Playwright's `Page` that journeys use."""

import base64
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from tests.journeys.call.bidi import PATIENCE_S, BidiConnection
from tests.journeys.call.firefox_locators import FIND, READY, LocatorMethods, Step

KEYS = {"Enter": "\ue007"}


@dataclass(frozen=True)
class Value:
    """What a page was waited for."""

    value: Any

    def json_value(self) -> Any:
        """What it is."""
        return self.value


class FirefoxPage(LocatorMethods):
    """A tab. What is pressed and written in it goes through its mouse and its keyboard."""

    def __init__(self, connection: BidiConnection, tab: str, context: Any, base_url: str) -> None:
        self._connection, self._tab, self._base_url = connection, tab, base_url
        self.context = context
        self.keyboard = self

    @property
    def url(self) -> str:
        """Where it is."""
        tree = self._connection.ask("browsingContext.getTree", {"root": self._tab, "maxDepth": 0})
        where: str = tree["contexts"][0]["url"]
        return where

    def goto(self, url: str) -> None:
        """Open an address and wait until it is there."""
        where = {"context": self._tab, "url": urljoin(self._base_url, url), "wait": "complete"}
        self._connection.ask("browsingContext.navigate", where)
        self.wait_for_load_state()

    def reload(self) -> None:
        """Load the page anew."""
        self._connection.ask("browsingContext.reload", {"context": self._tab, "wait": "complete"})

    def close(self) -> None:
        """Close the tab."""
        self._connection.ask("browsingContext.close", {"context": self._tab})

    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Call a function of the page and give what it returns, or what it promises, as JSON knows it."""
        declared = f"async (given) => JSON.stringify(await ({function})(JSON.parse(given)) ?? null)"
        asked = {
            "functionDeclaration": declared,
            "arguments": [{"type": "string", "value": json.dumps(argument)}],
            "target": {"context": self._tab},
            "awaitPromise": True,
            "userActivation": True,
        }
        answer = self._connection.ask("script.callFunction", asked)
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def wait_for_function(
        self, function: str, *, arg: Any = None, timeout: float = PATIENCE_S * 1000
    ) -> Value:
        """Wait until a function of the page gives something true; `timeout` in milliseconds."""
        # What a page finds true, as an object of functions, may look empty once it is JSON.
        asked = (
            f"async (arg) => {{ const value = await ({function})(arg); return value ? {{ value }} : null }}"
        )
        # The end of a long function says what it asks; the rest is how things are found.
        what = f"{function[-200:]} of {arg}"
        return Value(self._until(lambda: self.evaluate(asked, arg), what, timeout).get("value"))

    def wait_for_url(self, pattern: str) -> None:
        """Wait until it is whole at an address like `pattern`, where only `**` goes past a slash."""
        like = re.escape(pattern).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
        self._until(lambda: re.fullmatch(like, self.url), pattern)
        self.wait_for_load_state()

    def wait_for_load_state(self) -> None:
        """Wait until the page is whole, and does not go on by itself to another."""
        self._until(self._rests, "the page to be whole")

    def wait_for_timeout(self, milliseconds: float) -> None:
        """Let time pass."""
        time.sleep(milliseconds / 1000)

    def press(self, key: str) -> None:
        """Press a key by its name."""
        self.type(KEYS[key])

    def type(self, words: str) -> None:
        """Press one key after the other."""
        strokes = [{"type": kind, "value": key} for key in words for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": strokes})

    def click_on(self, steps: list[Step]) -> None:
        """Press the mouse's button on the one element, once it is there and nothing lies above it."""
        self._connection.ask("browsingContext.activate", {"context": self._tab})
        place = self._until(lambda: self._rests() and self.evaluate(READY, steps), f"to press {steps}")
        moves = [
            {"type": "pointerMove", **place},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self._act({"type": "pointer", "id": "mouse", "actions": moves})

    def screenshot(self, *, path: Path) -> None:
        """Keep a picture."""
        taken = self._connection.ask("browsingContext.captureScreenshot", {"context": self._tab})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def _within(self, step: Step) -> "FirefoxLocator":
        return FirefoxLocator(self, [step])

    def _act(self, source: dict[str, Any]) -> None:
        self._connection.ask("input.performActions", {"context": self._tab, "actions": [source]})

    def _rests(self) -> bool:
        whole = self.evaluate("() => document.readyState === 'complete'")
        return bool(whole) and not self._connection.is_under_way(self._tab)

    def _until(self, look: Callable[[], Any], what: str, timeout: float = PATIENCE_S * 1000) -> Any:
        deadline = time.monotonic() + timeout / 1000
        while not (found := look()):
            assert time.monotonic() < deadline, f"in vain: {what}\n{self._text()}"
            time.sleep(0.1)
        return found

    def _text(self) -> str:
        said: str = self.evaluate("() => document.body?.innerText ?? ''")
        return said


class FirefoxLocator(LocatorMethods):
    """What is looked for in a tab, anew each time."""

    def __init__(self, page: FirefoxPage, steps: list[Step]) -> None:
        self._page, self._steps = page, steps

    @property
    def first(self) -> "FirefoxLocator":
        """The first of them."""
        return self._within({"first": True})

    def filter(self, *, has_text: str) -> "FirefoxLocator":
        """Those that say `has_text`."""
        return self._within(self.saying("holds", has_text))

    def count(self) -> int:
        """How many there are now."""
        found: int = self._asks("found.length")
        return found

    def is_visible(self) -> bool:
        """Whether it is to be seen now."""
        return bool(self._asks("found.length === 1 && found[0].checkVisibility()"))

    def wait_for(self, *, state: str = "visible", timeout: float = PATIENCE_S * 1000) -> None:
        """Wait until there is one, to be seen; with `detached`, until there is none."""
        wanted = (
            "!found.length" if state == "detached" else "found.length === 1 && found[0].checkVisibility()"
        )
        self._page.wait_for_function(self._looking(wanted), arg=self._steps, timeout=timeout)

    def click(self) -> None:
        """Press it."""
        self._page.click_on(self._steps)

    def check(self) -> None:
        """Press it unless it is ticked."""
        self.wait_for()
        if not self._asks("found[0].checked"):
            self.click()

    def fill(self, words: str) -> None:
        """Write `words` in the place of what is in it."""
        self.click()
        self._asks("found[0].select()")
        self._page.type(words)

    def inner_text(self) -> str:
        """What it says, once it is there."""
        self.wait_for()
        said: str = self._asks("found[0].innerText")
        return said

    def input_value(self) -> str:
        """What is written in it, once it is there."""
        self.wait_for()
        written: str = self._asks("found[0].value")
        return written

    def _within(self, step: Step) -> "FirefoxLocator":
        return FirefoxLocator(self._page, [*self._steps, step])

    def _asks(self, expression: str) -> Any:
        return self._page.evaluate(self._looking(expression), self._steps)

    @staticmethod
    def _looking(expression: str) -> str:
        return f"(steps) => {{ const found = ({FIND})(steps); return {expression} }}"
