"""A WebDriver BiDi connection to Firefox, with the events that it receives."""

import itertools
import json
import time
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import ClientConnection

PATIENCE_S = 30.0
LEAVES = "browsingContext.navigationStarted"
ARRIVES = {
    "browsingContext.load",
    "browsingContext.fragmentNavigated",
    "browsingContext.navigationFailed",
    "browsingContext.downloadWillBegin",
}
ASKS, SAYS = "network.beforeRequestSent", "log.entryAdded"


class BidiConnection:
    """Commands and their results, one after the other."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._numbers = socket, itertools.count(1)
        self._under_way: dict[str, str | None] = {}
        self._asked: list[str] = []
        self._errors: list[str] = []
        self.ask("session.new", {"capabilities": {}})
        self.ask("session.subscribe", {"events": [LEAVES, *sorted(ARRIVES), ASKS, SAYS]})

    def ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Send a command and wait for its result. Raises `AssertionError` with what Firefox says of it."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        deadline = time.monotonic() + PATIENCE_S * 2
        while True:
            said = json.loads(self._socket.recv(timeout=deadline - time.monotonic()))
            if said["type"] == "event":
                self._note(said["method"], said["params"])
            if said.get("id") != number:
                continue
            assert said["type"] == "success", f"{method}: {said.get('error')}: {said.get('message')}"
            result: dict[str, Any] = said["result"]
            return result

    def is_under_way(self, tab: str) -> bool:
        """Whether a tab is between two pages."""
        return tab in self._under_way

    def problems(self, home: str) -> list[str]:
        """What must not happen: pages asked another host than `home`, or met errors in their scripts."""
        # Not the port: live events have one of their own, and the request for a socket counts here.
        ours = urlsplit(home).hostname
        strange = [url for url in self._asked if urlsplit(url).hostname != ours]
        return [f"asked another host: {url}" for url in strange] + self._errors

    def _note(self, event: str, told: dict[str, Any]) -> None:
        if event == LEAVES:
            self._under_way[told["context"]] = told["navigation"]
        elif event in ARRIVES and self._under_way.get(told["context"]) == told["navigation"]:
            self._under_way.pop(told["context"], None)
        elif event == ASKS:
            url = told["request"]["url"]
            self._asked += [url] if urlsplit(url).scheme in {"http", "https", "ws", "wss"} else []
        elif event == SAYS and (told["type"], told["level"]) == ("javascript", "error"):
            self._errors.append(f"script: {told['text']}")
