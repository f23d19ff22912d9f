"""A provider that carries nothing and remembers everything, for tests and for trying out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from visavis.people.parties import Party
from visavis.video.port import JoinGrant, VideoError


@dataclass
class FakeRoom:
    """A room as the fake knows it."""

    seats: int
    closes_at: datetime
    granted: list[JoinGrant] = field(default_factory=list)


class FakeVideo:
    """Keeps rooms in memory; `failing` makes the next calls fail like a provider that is down."""

    name = "fake"

    def __init__(self) -> None:
        self.rooms: dict[str, FakeRoom] = {}
        self.removed: list[tuple[str, str]] = []
        self._failure: VideoError | None = None

    @contextmanager
    def failing(self, *, permanent: bool = False) -> Iterator[None]:
        """Within the block every call raises `VideoError`."""
        self._failure = VideoError("The fake provider was told to fail", permanent=permanent)
        try:
            yield
        finally:
            self._failure = None

    def open_room(self, room: str, *, seats: int, empty_timeout: timedelta, closes_at: datetime) -> None:
        """Remember the room."""
        self._fail()
        self.rooms.setdefault(room, FakeRoom(seats, closes_at))

    def grant(self, room: str, *, identity: str, name: str, party: Party, until: datetime) -> JoinGrant:
        """Grant a place in a room that was opened."""
        self._fail()
        if room not in self.rooms:
            raise VideoError("There is no such room", permanent=True)
        grant = JoinGrant(self.name, room, identity, until, {"party": party.value, "name": name})
        self.rooms[room].granted.append(grant)
        return grant

    def remove(self, room: str, *, identity: str) -> None:
        """Remember who was removed."""
        self._fail()
        self.removed.append((room, identity))

    def close_room(self, room: str) -> None:
        """Forget the room."""
        self._fail()
        self.rooms.pop(room, None)

    def _fail(self) -> None:
        if self._failure is not None:
            raise self._failure
