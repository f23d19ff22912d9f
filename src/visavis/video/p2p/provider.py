"""The peer-to-peer provider. It holds nothing: the room is the two browsers, the seats are `calls`'s."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from visavis.video.port import JoinGrant, Part


class PeerToPeer:
    """Hands out what a browser needs to find the other one.

    `ice_servers` is in the form that browsers take. There is none by default: a server that helps
    browsers find each other learns who talks to whom, so the operator has to choose it.
    """

    name = "p2p"

    def __init__(self, *, ice_servers: Sequence[Mapping[str, Any]] = (), relay_only: bool = False) -> None:
        self._ice_servers = [dict(server) for server in ice_servers]
        self._relay_only = relay_only

    def open_room(self, room: str, *, seats: int, empty_timeout: timedelta, closes_at: datetime) -> None:
        """Nothing to open."""

    def grant(self, room: str, *, identity: str, name: str, part: Part, until: datetime) -> JoinGrant:
        """What this browser needs. Where both begin to negotiate at once, the client's gives way."""
        for_browser = {
            "polite": part is Part.CLIENT,
            "iceServers": self._ice_servers,
            "relayOnly": self._relay_only,
        }
        return JoinGrant(self.name, room, identity, until, for_browser)

    def remove(self, room: str, *, identity: str) -> None:
        """Nothing to do: a seat that was taken away gets no more signals."""

    def close_room(self, room: str) -> None:
        """Nothing to close: both pages are told that it is over."""
