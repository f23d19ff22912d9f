"""Each provider on the bench of the contract. LiveKit's is `livekit_bench` of `conftest.py`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from visavis.video.bench import Bench, Denied
from visavis.video.fake import FakeVideo, Refused
from visavis.video.livekit import LiveKit
from visavis.video.p2p import PeerToPeer
from visavis.video.port import JoinGrant


class FakeVisitors:
    """Enter the fake's rooms."""

    def __init__(self, provider: FakeVideo) -> None:
        self._provider = provider
        self._stays: dict[str, str] = {}

    def enter(self, grant: JoinGrant) -> None:
        try:
            session = self._provider.enter(grant.access)
        except Refused as refused:
            raise Denied from refused
        self._stays[grant.identity] = session
        self._provider.send(grant.ref, session)

    def leave(self, grant: JoinGrant) -> None:
        self._provider.go(grant.ref, self._stays.pop(grant.identity))

    def webhooks(self) -> Sequence[tuple[Mapping[str, str], bytes]]:
        return [(sent.headers, sent.body) for sent in self._provider.deliveries]


def p2p_bench(**options: Any) -> Bench:
    """Two browsers and nobody between them."""
    return Bench(PeerToPeer(**options))


def fake_bench(kind: type[FakeVideo] = FakeVideo) -> Bench:
    """The fake, or one that breaks a rule."""
    fake = kind()
    return Bench(fake, FakeVisitors(fake))


BENCHES: Mapping[str, Callable[[], Bench]] = {PeerToPeer.name: p2p_bench, FakeVideo.name: fake_bench}
SERVER_BENCHES = {LiveKit.name: "livekit_bench"}
"""Fixtures, of providers for which servers have to be started."""
