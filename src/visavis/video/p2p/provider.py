"""The peer-to-peer provider. It holds nothing: the room is the browsers, the seats are `calls`'s."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from visavis.lib import clock
from visavis.lib.findings import Finding, State, good_if
from visavis.video.p2p.probe import find_problem
from visavis.video.p2p.turn import Relay
from visavis.video.port import (
    Attendance,
    Capabilities,
    JoinGrant,
    NotOurs,
    Participant,
    RoomRef,
    RoomSpec,
    VideoFact,
)

MOST_PEOPLE = 3
"""Each browser sends to every other one: with four, a phone on mobile data sends too much."""


class PeerToPeer:
    """Hands out what a browser needs to find the others.

    No server is named by default: one that helps browsers find each other learns who talks to whom, so the
    operator has to choose it. `relay_only` sends everything through the relay, so that people never learn
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

    @property
    def capabilities(self) -> Capabilities:
        """Sound and picture are encrypted from browser to browser, through a relay too."""
        return Capabilities(
            people=MOST_PEOPLE,
            # Whose seat was taken away gets no signals any more, and the others' pages hang up on them.
            removes=True,
            end_to_end=True,
            data=True,
            tests_access=bool(self._stun_urls or self._relay),
        )

    @property
    def page_origins(self) -> Mapping[str, Sequence[str]]:
        """None: a security policy says nothing about connections between browsers."""
        return {}

    def ensure_room(self, room: RoomSpec) -> RoomRef:
        """Nothing to open."""
        return RoomRef(self.name, room.name)

    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        """What this browser needs to find the others."""
        access = {"iceServers": self._ice_servers(until), "relayOnly": self._relay_only}
        return JoinGrant(ref, who.identity, until, access)

    def test_access(self, *, until: datetime) -> Mapping[str, Any] | None:
        """What a browser needs to see whether a call gets out of its network; None without any server."""
        servers = self._ice_servers(until)
        return {"iceServers": servers} if servers else None

    def remove(self, ref: RoomRef, *, identity: str) -> None:
        """Nothing to do: whose seat was taken away gets no more signals, and the others hang up on them."""

    def close_room(self, ref: RoomRef) -> None:
        """Nothing to close: all pages are told that it is over."""

    def attendance(self, ref: RoomRef) -> Sequence[Attendance]:
        """Unknown: only the browsers know."""
        return []

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[VideoFact]:
        """There is nobody who would send one."""
        raise NotOurs

    def check(self) -> Sequence[Finding]:
        """Whether a call connects between two strict networks."""
        if self._relay is None:
            said = "no TURN server: calls between strict networks will not connect (VISAVIS_TURN_URLS)"
            return [Finding("calls", State.NOTE, said)]
        return [self._check_relay(url, self._relay.secret) for url in self._relay.urls]

    @staticmethod
    def _check_relay(url: str, secret: str) -> Finding:
        problem = find_problem(url, secret, now=clock.now())
        said = f"{url} {problem}" if problem else f"{url} relays calls"
        return Finding("calls", good_if(problem is None), said)

    def _ice_servers(self, until: datetime) -> list[dict[str, Any]]:
        # With the relay only, an address that STUN finds would never be used.
        stun = [{"urls": self._stun_urls}] if self._stun_urls and not self._relay_only else []
        return stun + ([self._relay.ice_server(until=until)] if self._relay else [])
