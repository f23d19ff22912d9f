"""What the checks of the contract work with: a provider, visitors of its rooms, and the people they play.

A provider that lives elsewhere makes a `Bench` of its own and runs `contract.CHECKS` on it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from visavis.people.parties import Party
from visavis.video.port import JoinGrant, NotOurs, Participant, RoomRef, RoomSpec, VideoFact, VideoProvider

IVAN = Participant("5d1f0c7a7e6c4b0f9e52a2b3c4d5e6f7", "Ivan Petrenko", Party.CLIENT)
OLENA = Participant("0a9b8c7d6e5f40312233445566778899", "Olena Kovalenko", Party.SPECIALIST)
GUEST = Participant("77777777aaaa4bbb8ccc999999999999", "Sofiia", Party.GUEST)


class Denied(Exception):
    """A visitor was not let in."""


class Visitors(Protocol):
    """Enters the rooms of one provider as browsers do, and catches its webhooks."""

    def enter(self, grant: JoinGrant) -> None:
        """Join, and begin to send. Returns once the provider counts them in. Raises `Denied`."""

    def leave(self, grant: JoinGrant) -> None:
        """Leave again; returns once the provider knows."""

    def webhooks(self) -> Sequence[tuple[Mapping[str, str], bytes]]:
        """What was sent so far; waits for what is still on its way. Names of headers in lower case."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A provider on the test bench."""

    provider: VideoProvider
    visitors: Visitors | None = None

    def __post_init__(self) -> None:
        able = self.provider.capabilities
        # What it says that it can do must be shown.
        expect(self.visitors is not None or not (able.attends or able.calls_back))


def expect(holds: bool) -> None:
    """Raises `AssertionError` where the contract is broken; also under `python -O`."""
    if not holds:
        raise AssertionError("The provider breaks its contract")


def spec(*, people: int = 2) -> RoomSpec:
    """A room that nobody has had before."""
    closes = datetime.now(UTC) + timedelta(hours=2)
    return RoomSpec(uuid4().hex, people, timedelta(minutes=5), closes)


def opened(provider: VideoProvider, *, people: int = 2) -> RoomRef:
    """A new room of the provider's."""
    return provider.ensure_room(spec(people=people))


def granted(
    provider: VideoProvider, ref: RoomRef, who: Participant = IVAN, *, until: datetime | None = None
) -> JoinGrant:
    """A grant for a room, good for five minutes."""
    return provider.grant(ref, who, until=until or datetime.now(UTC) + timedelta(minutes=5))


def ids_of(facts: Sequence[VideoFact]) -> list[str]:
    """The names of facts."""
    return [fact.id for fact in facts]


def gets_in(visitors: Visitors, grant: JoinGrant) -> bool:
    """Whether somebody with this grant is let in."""
    try:
        visitors.enter(grant)
    except Denied:
        return False
    return True


def is_refused(provider: VideoProvider, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether it is no webhook of this provider's."""
    try:
        provider.read_webhook(headers, body)
    except NotOurs:
        return True
    return False
