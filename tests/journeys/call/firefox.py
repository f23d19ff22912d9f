"""Debian's Firefox, spoken to by WebDriver BiDi, the standard that it brings along."""

import base64
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import pytest
from websockets.sync.client import ClientConnection, connect

PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.autoplay.default": 0,
    "media.gmp-manager.updateEnabled": False,
    "app.update.enabled": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "intl.accept_languages": "en-GB",
}
START_S, PATIENCE_S = 60.0, 30.0
_ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """A Firefox of its own, with a camera and a microphone that it makes up. Use in a `with` block."""

    def __init__(self) -> None:
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        if program is None:
            pytest.skip("Firefox is missing: apt-get install firefox-esr")
        self._profile = Path(tempfile.mkdtemp(prefix="visavis-firefox-"))
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in PREFERENCES.items()]
        (self._profile / "user.js").write_text("\n".join(lines))
        self._command = [program, "--headless", "--no-remote", "--profile", str(self._profile)]
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            opening.callback(shutil.rmtree, self._profile, ignore_errors=True)
            said = self._profile / "said"
            with said.open("wb") as output:
                self._process = subprocess.Popen(
                    [*self._command, "--remote-debugging-port=0", "about:blank"],
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            opening.callback(self._end)
            speaking = connect(f"{self._listening(said)}/session", max_size=None, compression=None)
            self._socket: ClientConnection = opening.enter_context(speaking)
            self.ask("session.new", {"capabilities": {}})
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Send a command and wait for its result. Raises `AssertionError` with what Firefox says of it."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        deadline = time.monotonic() + PATIENCE_S * 2
        while True:
            said = json.loads(self._socket.recv(timeout=deadline - time.monotonic()))
            if said.get("id") != number:
                continue
            assert said["type"] == "success", f"{method}: {said.get('error')}: {said.get('message')}"
            result: dict[str, Any] = said["result"]
            return result

    def page(self) -> "FirefoxPage":
        """An empty tab."""
        return FirefoxPage(self, self.ask("browsingContext.create", {"type": "tab"})["context"])

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listening(self, said: Path) -> str:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self._process.poll() is None, said.read_text()
            if found := _ADDRESS.search(said.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(f"Firefox did not say where it listens: {said.read_text()}")


class FirefoxPage:
    """As much of a tab as a call's tests ask for, by the names that Playwright gives it."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox, self._context = firefox, context

    def goto(self, url: str) -> None:
        """Open an address and wait until it is there."""
        where = {"context": self._context, "url": url, "wait": "complete"}
        self._firefox.ask("browsingContext.navigate", where)

    def reload(self) -> None:
        """Load the page anew."""
        self._firefox.ask("browsingContext.reload", {"context": self._context, "wait": "complete"})

    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Call a function of the page and give what it returns, or what it promises, as JSON knows it."""
        declared = f"async (given) => JSON.stringify(await ({function})(JSON.parse(given)) ?? null)"
        asked = {
            "functionDeclaration": declared,
            "arguments": [{"type": "string", "value": json.dumps(argument)}],
            "target": {"context": self._context},
            "awaitPromise": True,
            "userActivation": True,
        }
        answer = self._firefox.ask("script.callFunction", asked)
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    def wait_for_function(self, function: str, *, timeout: float = PATIENCE_S * 1000) -> None:
        """Wait until a function of the page gives something true; `timeout` in milliseconds."""
        deadline = time.monotonic() + timeout / 1000
        while not self.evaluate(f"async () => Boolean(await ({function})())"):
            assert time.monotonic() < deadline, f"in vain: {function}\n{self.text()}"
            time.sleep(0.1)

    def press(self, words: str) -> None:
        """Press the button that begins with `words`, once it is there."""
        begins = f"(one) => one.textContent.trim().startsWith({json.dumps(words)})"
        named = f"[...document.querySelectorAll('button')].find({begins})"
        self.wait_for_function(f"() => Boolean({named})")
        self.evaluate(f"() => {named}.click()")

    def text(self) -> str:
        """What the page says."""
        said: str = self.evaluate("() => document.body?.innerText ?? ''")
        return said

    def reads(self, words: str) -> None:
        """Wait until the page says `words`."""
        self.wait_for_function(f"() => document.body?.innerText.includes({json.dumps(words)})")

    def set_cookie(self, name: str, value: str, url: str) -> None:
        """Put a cookie for the host of `url`."""
        host = url.split("://")[1].split("/")[0].split(":")[0]
        cookie = {"name": name, "value": {"type": "string", "value": value}, "domain": host, "path": "/"}
        self._firefox.ask("storage.setCookie", {"cookie": cookie})

    def screenshot(self, path: Path) -> None:
        """Keep a picture."""
        taken = self._firefox.ask("browsingContext.captureScreenshot", {"context": self._context})
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(taken["data"]))
