"""The port to a provider that carries calls. Nothing here knows how one does it.

Everything may speak to the provider, take seconds and fail, except for `read_webhook`, `page_origins` and
`capabilities`: so it is called before a seat is taken or after that was committed, never in a transaction.
Instants are UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from visavis.lib.findings import Finding, State
from visavis.people.parties import Party

__all__ = [
    "Attendance",
    "Capabilities",
    "FactKind",
    "Finding",
    "JoinGrant",
    "NotOurs",
    "Participant",
    "RoomGone",
    "RoomRef",
    "RoomSpec",
    "State",
    "VideoError",
    "VideoFact",
    "VideoProvider",
]


class VideoError(Exception):
    """The provider did not do what it was asked. `permanent`: asking again will not help."""

    def __init__(self, what: str, *, permanent: bool) -> None:
        self.permanent = permanent
        super().__init__(what)


class RoomGone(VideoError):
    """The provider has no such room any more; `ensure_room` makes it again."""

    def __init__(self, what: str = "The provider does not know this room") -> None:
        super().__init__(what, permanent=False)


class NotOurs(Exception):
    """A webhook that the provider has not signed, or signed too long ago. Says nothing about why."""


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """The room that a call needs."""

    name: str
    """Random and opaque: it says nothing of who meets in it."""
    people: int
    """How many may be in it at once. Some providers keep to the number of the first time."""
    empty_timeout: timedelta
    """An empty room may be closed after this; the next to come has it opened again."""
    closes_at: datetime
    """Nobody needs it after this, whatever happens."""


@dataclass(frozen=True, slots=True)
class RoomRef:
    """Where a call is held: stored with it, so that it ends where it began, whatever the settings say."""

    provider: str
    room: str
    """The provider's own name for it; at most 100 characters."""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who may join. `identity` is their peer id: the same over reloads, seats and devices."""

    identity: str
    name: str
    party: Party


@dataclass(frozen=True, slots=True)
class JoinGrant:
    """The right of one person to one place in one room, until a moment."""

    ref: RoomRef
    identity: str
    until: datetime
    access: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What that person's browser needs; JSON, for the driver of this provider only.

    May hold credentials, so it never shows in a log.
    """


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, as configured. The page offers nothing else."""

    people: int
    """How many can be in one call."""
    removes: bool
    """`remove` holds: whoever was removed does not come back with what they still have."""
    end_to_end: bool
    """Nobody between the people of a call can see or hear it."""
    data: bool
    """Carries short messages between the browsers."""
    server_recording: tuple[str, ...] = ()
    attends: bool = False
    """`attendance` knows who is there."""
    calls_back: bool = False
    """It sends webhooks."""
    tests_access: bool = False
    """`test_access` gives something to test."""

    def for_browser(self) -> dict[str, Any]:
        """What the page needs to know of it, as JSON."""
        return {
            "people": self.people,
            "removes": self.removes,
            "endToEnd": self.end_to_end,
            "data": self.data,
            "serverRecording": list(self.server_recording),
        }


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person who is in a room of the provider's right now."""

    identity: str
    session: str
    """The provider's own name for this stay: another one after each time they come."""
    since: datetime
    sends: bool
    """Whether sound or picture of theirs is published."""


class FactKind(StrEnum):
    """What a provider tells by a webhook."""

    ROOM_OPENED = "room_opened"
    ROOM_CLOSED = "room_closed"
    JOINED = "joined"
    LEFT = "left"
    SENDS = "sends"
    """Begins to send sound or picture."""
    SENDS_NOTHING = "sends_nothing"
    """Has ceased to send one of them; what else they send, the provider does not say here."""


@dataclass(frozen=True, slots=True)
class VideoFact:
    """One thing that happened in a room. Facts may come twice, late, in any order, or never."""

    id: str
    """The same each time that this one is told."""
    kind: FactKind
    ref: RoomRef
    room_session: str
    """The provider's name for this life of the room: another one each time it was opened anew."""
    at: datetime
    identity: str = ""
    """Whose; empty for what concerns the whole room."""
    session: str = ""
    """The provider's own name for this person's stay, by which a late fact is told from a new one."""


class VideoProvider(Protocol):
    """A service that can carry a call between people."""

    name: str

    @property
    def capabilities(self) -> Capabilities:
        """What it can do, as configured."""

    @property
    def page_origins(self) -> Mapping[str, Sequence[str]]:
        """What the page of a call must be allowed to reach: sources by directive of its security policy."""

    def ensure_room(self, room: RoomSpec) -> RoomRef:
        """Make the room ready; one that is open already stays as it is. Raises `VideoError`."""

    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        """The right to join, which ends no later than `until`.

        Raises `VideoError`, and `RoomGone` where the provider can tell that the room is not open.
        """

    def test_access(self, *, until: datetime) -> Mapping[str, Any] | None:
        """What a browser needs to test its way to this provider, without any right to a call; JSON.

        None where there is nothing to test. Raises `VideoError`.
        """

    def remove(self, ref: RoomRef, *, identity: str) -> None:
        """Make somebody leave; nobody by that name, or no such room, is fine too. Raises `VideoError`."""

    def close_room(self, ref: RoomRef) -> None:
        """End the room for everyone; a room that is not open is fine too. Raises `VideoError`."""

    def attendance(self, ref: RoomRef) -> Sequence[Attendance]:
        """Who is there now; nobody, where it cannot know. Raises `RoomGone`, `VideoError`."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[VideoFact]:
        """What a webhook tells, which may be nothing that concerns us. Names of `headers` in lower case.

        Raises `NotOurs` unless the provider has signed this very body.
        """

    def check(self) -> Sequence[Finding]:
        """Whether it works, in plain words; nothing secret in them. Never raises."""
