"""The port to the provider that carries a call between two people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from visavis.people.parties import Party


class VideoError(Exception):
    """The provider did not do what it was asked. `permanent`: asking again will not help."""

    def __init__(self, what: str, *, permanent: bool) -> None:
        self.permanent = permanent
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class JoinGrant:
    """The right of one person to one place in one room, until a moment in UTC."""

    provider: str
    room: str
    identity: str
    until: datetime
    for_browser: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What that person's browser needs; JSON. May hold credentials, so it never shows in a log."""


class VideoProvider(Protocol):
    """A service that can carry a call between two people."""

    name: str

    def open_room(self, room: str, *, seats: int, empty_timeout: timedelta, closes_at: datetime) -> None:
        """Make `room` ready; one that is open already stays so. Raises `VideoError`."""

    def grant(self, room: str, *, identity: str, name: str, party: Party, until: datetime) -> JoinGrant:
        """The right to join an opened room. Raises `VideoError`, permanent where there is no such room."""

    def remove(self, room: str, *, identity: str) -> None:
        """Make `identity` leave; nobody by that name is fine too. Raises `VideoError`."""

    def close_room(self, room: str) -> None:
        """End the room for everyone; a room that is not open is fine too. Raises `VideoError`."""
