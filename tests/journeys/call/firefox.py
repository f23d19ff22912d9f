"""Debian's Firefox, controlled by WebDriver BiDi."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self, cast
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext
from websockets.sync.client import connect

from tests.journeys.call.bidi import BidiConnection
from tests.journeys.call.firefox_page import FirefoxPage

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
START_S = 60.0
_ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """A separate Firefox with a fake camera and microphone. Use in a `with` block.

    It shows itself nowhere; a screen that its pages may share it has from Xvfb.
    """

    def __init__(self) -> None:
        program = shutil.which("firefox-esr") or shutil.which("firefox")
        if program is None:
            pytest.skip("Firefox is missing: apt-get install firefox-esr")
        if shutil.which("Xvfb") is None:
            pytest.skip("Firefox finds no screen to share: apt-get install xvfb")
        self._profile = Path(tempfile.mkdtemp(prefix="visavis-firefox-"))
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in PREFERENCES.items()]
        (self._profile / "user.js").write_text("\n".join(lines))
        self._command = [program, "--headless", "--no-remote", "--profile", str(self._profile)]

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            opening.callback(shutil.rmtree, self._profile, ignore_errors=True)
            display = opening.enter_context(_screen())
            said = self._profile / "said"
            with said.open("wb") as output:
                self._process = subprocess.Popen(
                    [*self._command, "--remote-debugging-port=0", "about:blank"],
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    env=os.environ | {"DISPLAY": display},
                )
            opening.callback(_end, self._process)
            speaking = connect(f"{self._listening(said)}/session", max_size=None, compression=None)
            self.connection = BidiConnection(opening.enter_context(speaking))
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def new_context(self, *, base_url: str) -> BrowserContext:
        """Cookies of somebody's own. Of Playwright's class it is as much as the journeys ask for."""
        return cast("BrowserContext", FirefoxContext(self.connection, base_url))

    def _listening(self, said: Path) -> str:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self._process.poll() is None, said.read_text()
            if found := _ADDRESS.search(said.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(f"Firefox did not say where it listens: {said.read_text()}")


class FirefoxContext:
    """The tabs that share somebody's cookies, by the names that Playwright gives it."""

    def __init__(self, connection: BidiConnection, base_url: str) -> None:
        self._connection, self._base_url = connection, base_url
        self._id = connection.ask("browser.createUserContext", {})["userContext"]

    def new_page(self) -> FirefoxPage:
        """An empty tab."""
        created = self._connection.ask("browsingContext.create", {"type": "tab", "userContext": self._id})
        return FirefoxPage(self._connection, created["context"], self, self._base_url)

    def add_cookies(self, cookies: list[dict[str, str]]) -> None:
        """Put cookies, each for the host of its `url`."""
        for cookie in cookies:
            put = {
                "name": cookie["name"],
                "value": {"type": "string", "value": cookie["value"]},
                "domain": urlsplit(cookie["url"]).hostname,
                "path": "/",
            }
            whose = {"type": "storageKey", "userContext": self._id}
            self._connection.ask("storage.setCookie", {"cookie": put, "partition": whose})

    def close(self) -> None:
        """Close its tabs and forget its cookies."""
        self._connection.ask("browser.removeUserContext", {"userContext": self._id})


@contextmanager
def _screen() -> Iterator[str]:
    says, hears = os.pipe()
    command = ["Xvfb", "-displayfd", str(hears), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    running = subprocess.Popen(command, pass_fds=[hears], stderr=subprocess.DEVNULL)
    os.close(hears)
    with os.fdopen(says) as number:
        shown = number.readline().strip()
    assert shown, "Xvfb ended before it had a screen"
    try:
        yield f":{shown}"
    finally:
        _end(running)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
