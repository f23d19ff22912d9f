"""Visitors of a real LiveKit server, for the contract of providers and for tests of our own."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from visavis.video.bench import Denied
from visavis.video.port import Attendance, JoinGrant, RoomGone, VideoProvider

ROOT = Path(__file__).parents[2]
WITHIN_S = 15.0
Webhook = tuple[Mapping[str, str], bytes]


class Crowd:
    """The program of `participants.py`."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.livekit.participants"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def tell(self, do: str, **what: Any) -> dict[str, Any]:
        """Have something done and return what came of it."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        print(json.dumps({"do": do, **what}), file=self._program.stdin, flush=True)
        line = self._program.stdout.readline()
        assert line, "the program of the participants has ended"
        said: dict[str, Any] = json.loads(line)
        return said

    def gets_in(self, url: str, token: str, *, name: str = "somebody") -> bool:
        """Whether the server lets in whoever has this token; they leave again."""
        said = self.tell("enter", name=name, url=url, token=token)
        if "refused" not in said:
            self.tell("leave", name=name)
        return "refused" not in said

    def close(self) -> None:
        """End it."""
        self._program.kill()
        self._program.wait()
        for end in (self._program.stdin, self._program.stdout):
            if end is not None:
                end.close()


class Mailbox:
    """Where webhooks arrive, in the order in which they came. `pass_on` is called with each one."""

    def __init__(self) -> None:
        self.received: list[Webhook] = []
        self.pass_on: Callable[[Webhook], None] = lambda _webhook: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def settled(self, about: str = "") -> Sequence[Webhook]:
        """All of them, once one `about` that has come, and nothing more for a while."""
        deadline, seen = time.monotonic() + WITHIN_S, -1
        while time.monotonic() < deadline and (seen != len(self.received) or not self.has_one_about(about)):
            seen = len(self.received)
            time.sleep(0.7)
        return list(self.received)

    def has_one_about(self, name: str) -> bool:
        """Whether something about this room or person has come; any at all, without a name."""
        return not name or any(name.encode() in body for _headers, body in self.received)

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(mailbox) -> type[BaseHTTPRequestHandler]:  # noqa: N805  the class inside has a `self` of its own
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                webhook = ({name.lower(): value for name, value in self.headers.items()}, body)
                mailbox.received.append(webhook)
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()
                mailbox.pass_on(webhook)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


class LiveKitVisitors:
    """Enter rooms as browsers do, by the address and the token that they were granted."""

    def __init__(self, provider: VideoProvider, crowd: Crowd, mailbox: Mailbox) -> None:
        self._provider, self._crowd, self._mailbox = provider, crowd, mailbox

    def enter(self, grant: JoinGrant) -> None:
        """Join, send, and wait until the server counts them in. Raises `Denied`."""
        said = self._crowd.tell(
            "enter", name=grant.identity, url=grant.access["url"], token=grant.access["token"]
        )
        if "refused" in said:
            raise Denied(said["refused"])
        if said["room"] != grant.ref.room:
            self._crowd.tell("leave", name=grant.identity)
            raise Denied("in another room")
        self._until(grant, lambda one: one is not None and one.sends and one.session == said["sid"])

    def leave(self, grant: JoinGrant) -> None:
        """Leave, and wait until the server knows."""
        self._crowd.tell("leave", name=grant.identity)
        self._until(grant, lambda one: one is None)

    def webhooks(self) -> Sequence[Webhook]:
        """What was sent so far."""
        return self._mailbox.settled()

    def _until(self, grant: JoinGrant, holds: Callable[[Attendance | None], bool]) -> None:
        deadline = time.monotonic() + WITHIN_S
        while not holds(self._attendance(grant)):
            assert time.monotonic() < deadline, "the server does not say so"
            time.sleep(0.05)

    def _attendance(self, grant: JoinGrant) -> Attendance | None:
        try:
            here = self._provider.attendance(grant.ref)
        except RoomGone:
            return None
        return next((one for one in here if one.identity == grant.identity), None)


@contextmanager
def a_crowd() -> Iterator[Crowd]:
    """The program, for the length of the block."""
    crowd = Crowd()
    try:
        yield crowd
    finally:
        crowd.close()


@contextmanager
def a_mailbox() -> Iterator[Mailbox]:
    """A mailbox, for the length of the block."""
    mailbox = Mailbox()
    try:
        yield mailbox
    finally:
        mailbox.close()
