"""The peer-to-peer provider. It holds nothing: the room is the two browsers, the seats are `calls`'s."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from visavis.people.parties import Party
from visavis.video.p2p.turn import Relay
from visavis.video.port import JoinGrant


class PeerToPeer:
    """Hands out what a browser needs to find the other one.

    No server is named by default: one that helps browsers find each other learns who talks to whom, so the
    operator has to choose it. `relay_only` sends everything through the relay, so that the two never learn
    each other's addresses.
    """

    name = "p2p"

    def __init__(
        self,
        *,
        stun_urls: Sequence[str] = (),
        turn_urls: Sequence[str] = (),
        turn_secret: str = "",
        relay_only: bool = False,
    ) -> None:
        self._stun_urls = list(stun_urls)
        self._relay = Relay(tuple(turn_urls), turn_secret) if turn_urls else None
        self._relay_only = relay_only

    def open_room(self, room: str, *, seats: int, empty_timeout: timedelta, closes_at: datetime) -> None:
        """Nothing to open."""

    def grant(self, room: str, *, identity: str, name: str, party: Party, until: datetime) -> JoinGrant:
        """What this browser needs. Where both begin to negotiate at once, the client's gives way."""
        for_browser = {
            "polite": party is Party.CLIENT,
            "iceServers": self._ice_servers(until),
            "relayOnly": self._relay_only,
        }
        return JoinGrant(self.name, room, identity, until, for_browser)

    def ice_servers_for_test(self, *, until: datetime) -> list[dict[str, Any]]:
        """What a browser needs to see whether a call gets out of its network; empty without any server."""
        return self._ice_servers(until)

    def remove(self, room: str, *, identity: str) -> None:
        """Nothing to do: a seat that was taken away gets no more signals."""

    def close_room(self, room: str) -> None:
        """Nothing to close: both pages are told that it is over."""

    def _ice_servers(self, until: datetime) -> list[dict[str, Any]]:
        # With the relay only, an address that STUN finds would never be used.
        stun = [{"urls": self._stun_urls}] if self._stun_urls and not self._relay_only else []
        return stun + ([self._relay.ice_server(until=until)] if self._relay else [])
