"""Who stands before LiveKit's door, for the proxy to ask: the one way in which a removal holds.

LiveKit gives everybody in a call a fresh token every few minutes and lets any token in that has not ended,
also that of somebody who was removed. So the proxy before it asks us about each connection (`forward_auth` in
Caddy), and we let in whom the practice lets in at this moment. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from visavis.video.livekit.rooms import is_test
from visavis.video.livekit.tokens import ApiKey

DOCTOR = "doctor"
"""Whoever comes under this name is never let in: by that the doctor sees that the gate is asked."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody with a valid token who wants into a room."""

    room: str
    identity: str

    @property
    def is_test(self) -> bool:
        """Whether they want to test their way, in a room made for that."""
        return is_test(self.room) and self.identity != DOCTOR


def read_knock(key: ApiKey, headers: Mapping[str, str]) -> Knock | None:
    """Who it is, from what the proxy tells of the request; None for whoever must not get in at all.

    Names of `headers` in lower case.
    """
    if headers.get("x-forwarded-method", "GET") != "GET":
        # LiveKit would go by a token in the body, which we are not told.
        return None
    said = key.verify(_token(headers))
    video = said.get("video") if said else None
    if said is None or not isinstance(video, dict):
        return None
    room, identity = video.get("room"), said.get("sub")
    if not (isinstance(room, str) and room and isinstance(identity, str) and identity):
        return None
    return Knock(room, identity)


def _token(headers: Mapping[str, str]) -> str:
    """The very token that LiveKit will go by: that of the header before that of the address."""
    header = headers.get("authorization", "")
    if header:
        return header.removeprefix("Bearer ")
    tokens = parse_qs(urlsplit(headers.get("x-forwarded-uri", "")).query).get("access_token", [])
    return tokens[0] if len(tokens) == 1 else ""
