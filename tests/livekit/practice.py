"""A practice's part in letting people in, for tests of the provider alone: its list of who is in the call.

The product asks its seats and visits instead; `room/tests/test_media_gate.py` shows that one.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from visavis.video.livekit import LiveKit
from visavis.video.port import JoinGrant, Participant, RoomRef


class GatedLiveKit(LiveKit):
    """LiveKit, and a list of those who were let in and not removed since."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]  # passed on as they are
        self.admitted: set[tuple[str, str]] = set()

    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        """Whoever is granted a place is let in."""
        self.admitted.add((ref.room, who.identity))
        return super().grant(ref, who, until=until)

    def remove(self, ref: RoomRef, *, identity: str) -> None:
        """Whoever is removed is let in no more."""
        self.admitted.discard((ref.room, identity))
        super().remove(ref, identity=identity)

    def lets_in(self, headers: dict[str, str]) -> bool:
        """What the proxy is told."""
        knock = self.read_knock(headers)
        return knock is not None and (knock.is_test or (knock.room, knock.identity) in self.admitted)


class Gate:
    """Answers the proxy's question for the provider that is put behind it."""

    def __init__(self) -> None:
        self.provider: GatedLiveKit | None = None
        self.refused = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(gate) -> type[BaseHTTPRequestHandler]:  # noqa: N805  the class inside has a `self` of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                welcome = gate.provider is not None and gate.provider.lets_in(headers)
                gate.refused += not welcome
                self.send_response(200 if welcome else 403)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


@contextmanager
def a_gate() -> Iterator[Gate]:
    """A gate, for the length of the block."""
    gate = Gate()
    try:
        yield gate
    finally:
        gate.close()
