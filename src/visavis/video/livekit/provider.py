"""The LiveKit provider: rooms made by us, tokens signed by us, everything else asked of its servers."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from visavis.video.livekit import arrivals
from visavis.video.livekit.checks import Checks
from visavis.video.livekit.gate import Knock, read_knock
from visavis.video.livekit.rooms import call_room, is_test, new_test_room
from visavis.video.livekit.server_api import NotFound, ServerApi
from visavis.video.livekit.tokens import ApiKey, join_claims
from visavis.video.livekit.webhooks import facts_in, is_person, verified_event
from visavis.video.port import (
    Attendance,
    Capabilities,
    Finding,
    JoinGrant,
    Participant,
    RoomGone,
    RoomRef,
    RoomSpec,
    VideoFact,
)

MOST_PEOPLE = 4
TEST_LASTS = timedelta(minutes=1)
"""A room for a test of the way is gone so soon after the last one left it."""
IN_THE_CALL = "ACTIVE"
"""LiveKit's word for a person whose connection stands."""


class LiveKit:
    """Calls through a LiveKit server or cluster.

    `urls` are where browsers find it, `api_urls` where we do: one for each node, the first that answers is
    taken. With `gated` the proxy before it asks us about each connection. With an `encryption_secret` the
    browsers encrypt what they send with a key for each call, which its servers never get.
    """

    name = "livekit"

    def __init__(
        self,
        *,
        urls: Sequence[str],
        api_urls: Sequence[str] = (),
        key: str,
        secret: str,
        gated: bool = False,
        encryption_secret: str = "",
        webhook_came: Callable[[str], None] = arrivals.note,
        has_webhook_come: Callable[[str], bool] = arrivals.has_come,
    ) -> None:
        self._urls = tuple(url.rstrip("/") for url in urls)
        self._key = ApiKey(key, secret)
        self._api = ServerApi(api_urls or [_as_http(url) for url in self._urls], self._key)
        self._gated = gated
        self._encryption_secret = encryption_secret.encode()
        self._webhook_came = webhook_came
        self._checks = Checks(self._api, self._urls, gated=gated, has_webhook_come=has_webhook_come)

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, as configured: a removal holds only where the proxy asks us."""
        return Capabilities(
            people=MOST_PEOPLE,
            removes=self._gated,
            end_to_end=bool(self._encryption_secret),
            data=True,
            attends=True,
            calls_back=True,
            tests_access=True,
        )

    @property
    def page_origins(self) -> Mapping[str, Sequence[str]]:
        """Its addresses, by socket and, where a browser asks why it was refused, by HTTP."""
        origins = [_origin(url) for url in self._urls]
        return {"connect-src": [*origins, *(_as_http(origin) for origin in origins)]}

    def ensure_room(self, room: RoomSpec) -> RoomRef:
        """Have the room made. Its servers keep to the number of people of the first time."""
        ref = RoomRef(self.name, call_room(room.name))
        self._api.create_room(ref.room, people=room.people, empty_timeout=room.empty_timeout)
        return ref

    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        """Sign a token; nobody is asked. It says who by the peer id only: names never get to LiveKit."""
        token = self._key.sign(join_claims(ref.room, who.identity), until=until)
        access: dict[str, Any] = self._address() | {"token": token}
        if self._encryption_secret:
            access["key"] = self._call_key(ref)
        return JoinGrant(ref, who.identity, until, access)

    def test_access(self, *, until: datetime) -> Mapping[str, Any] | None:
        """A room of its own, which must exist for a browser to get into it, and a token for that one."""
        room = new_test_room()
        self._api.create_room(room, people=1, empty_timeout=TEST_LASTS)
        return self._address() | {"token": self._key.sign(join_claims(room, "tester"), until=until)}

    def remove(self, ref: RoomRef, *, identity: str) -> None:
        """Have them thrown out; the gate keeps them out, who by then have no right to be in the call."""
        try:
            self._api.remove_participant(ref.room, identity)
        except NotFound:
            return

    def close_room(self, ref: RoomRef) -> None:
        """Delete it. Nobody gets in again: a room that is not there is not made by coming."""
        try:
            self._api.delete_room(ref.room)
        except NotFound:
            return

    def attendance(self, ref: RoomRef) -> Sequence[Attendance]:
        """Who has a connection that stands; recorders and other programs are nobody."""
        if not self._api.rooms([ref.room]):
            raise RoomGone
        return [
            _attendance(one)
            for one in self._api.participants(ref.room)
            if is_person(one) and one.get("state") == IN_THE_CALL
        ]

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[VideoFact]:
        """Check the signature over the very bytes; rooms that are not for calls are nobody's."""
        event = verified_event(self._key, headers, body)
        room = event.get("room")
        name = str(room.get("name", "")) if isinstance(room, dict) else ""
        if is_test(name):
            self._webhook_came(name)
        return facts_in(event, provider=self.name)

    def read_knock(self, headers: Mapping[str, str]) -> Knock | None:
        """Who asks the proxy for a connection; None for whoever must not get in at all."""
        return read_knock(self._key, headers)

    def check(self) -> Sequence[Finding]:
        """Whether calls can run through it."""
        return self._checks.run()

    def close(self) -> None:
        """End the connections to its servers."""
        self._api.close()

    def _address(self) -> dict[str, Any]:
        return {"url": self._urls[0], "urls": list(self._urls)}

    def _call_key(self, ref: RoomRef) -> str:
        """The key of one call: drawn from its random name, so that each of our processes gives the same."""
        drawn = hmac.digest(self._encryption_secret, f"call {ref.room}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(drawn).decode().rstrip("=")


def _attendance(one: Mapping[str, Any]) -> Attendance:
    # Answers are written in LiveKit's own names, webhooks in JavaScript's.
    since = int(str(one.get("joined_at_ms", 0))) / 1000
    return Attendance(
        identity=str(one["identity"]),
        session=str(one.get("sid", "")),
        since=datetime.fromtimestamp(since, UTC),
        sends=any(not track.get("muted", False) for track in one.get("tracks", [])),
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _as_http(url: str) -> str:
    """The same address for plain requests: `wss` is `https` there."""
    return "http" + url.removeprefix("ws")
