"""A media server in memory: it keeps rooms, lets people in by signed tokens, and sends signed webhooks.

It carries no sound or picture. What a real one would refuse it refuses too, and it fails and is slow to
order, so that tests and the demo meet everything that may happen with one that is somewhere else.
"""

import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from visavis.lib import clock
from visavis.lib.findings import Finding, State
from visavis.video.port import (
    Attendance,
    Capabilities,
    FactKind,
    JoinGrant,
    NotOurs,
    Participant,
    RoomGone,
    RoomRef,
    RoomSpec,
    VideoError,
    VideoFact,
)

SIGNATURE, SENT_AT = "x-fake-signature", "x-fake-sent-at"
TOLERANCE = timedelta(minutes=5)
"""A webhook that is older than this may be a copy of somebody else's."""


class Refused(Exception):
    """A browser was not let into a room of the fake's."""


@dataclass(slots=True)
class FakeRoom:
    """A room as the fake knows it, with those who are in it by the names of their stays."""

    session: str
    people: int
    closes_at: datetime
    here: dict[str, Attendance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook on its way to us."""

    headers: Mapping[str, str]
    body: bytes


class FakeVideo:
    """Keeps rooms in memory, each for this process only.

    `ensured` counts how often a room was asked for, and `deliveries` holds the webhooks that nobody has
    carried to us yet.
    """

    name = "fake"

    def __init__(self, *, secret: str = "", now: Callable[[], datetime] = clock.now) -> None:
        self.rooms: dict[str, FakeRoom] = {}
        self.granted: list[JoinGrant] = []
        self.removed: list[tuple[str, str]] = []
        self.ensured: list[RoomSpec] = []
        self.deliveries: list[Delivery] = []
        self._secret = (secret or secrets.token_hex(16)).encode()
        self._now = now
        self._serial = 0
        self._void: dict[tuple[str, str], int] = {}
        self._failure: VideoError | None = None
        self._delay_s = 0.0
        self._lock = threading.RLock()

    @contextmanager
    def failing(self, *, permanent: bool = False) -> Iterator[None]:
        """Within the block every call raises `VideoError`."""
        self._failure = VideoError("The fake provider was told to fail", permanent=permanent)
        try:
            yield
        finally:
            self._failure = None

    @contextmanager
    def slow(self, seconds: float) -> Iterator[None]:
        """Within the block every call takes so long."""
        self._delay_s = seconds
        try:
            yield
        finally:
            self._delay_s = 0.0

    @property
    def capabilities(self) -> Capabilities:
        """All that the port knows, but for recording."""
        return Capabilities(
            people=4, removes=True, end_to_end=False, data=True,
            attends=True, calls_back=True, tests_access=True,
        )  # fmt: skip

    @property
    def page_origins(self) -> Mapping[str, Sequence[str]]:
        """An address that nobody has."""
        return {"connect-src": ["wss://fake.invalid"]}

    def ensure_room(self, room: RoomSpec) -> RoomRef:
        """Open the room, or leave it as it is."""
        self._answer()
        ref = RoomRef(self.name, room.name)
        with self._lock:
            self.ensured.append(room)
            if room.name not in self.rooms:
                self.rooms[room.name] = FakeRoom(secrets.token_hex(8), room.people, room.closes_at)
                self._tell(FactKind.ROOM_OPENED, ref)
        return ref

    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        """Sign a token for an open room."""
        self._answer()
        with self._lock:
            self._room(ref)
            self._serial += 1
            said = {
                "room": ref.room,
                "identity": who.identity,
                "name": who.name,
                "party": who.party.value,
                "until": until.isoformat(),
                "serial": self._serial,
            }
            grant = JoinGrant(
                ref, who.identity, until, {"token": self._signed(said), "url": "wss://fake.invalid"}
            )
            self.granted.append(grant)
        return grant

    def test_access(self, *, until: datetime) -> Mapping[str, Any] | None:
        """A token for no room."""
        self._answer()
        return {
            "token": self._signed({"test": True, "until": until.isoformat()}),
            "url": "wss://fake.invalid",
        }

    def remove(self, ref: RoomRef, *, identity: str) -> None:
        """Let somebody leave, and make every token void that they have."""
        self._answer()
        with self._lock:
            self.removed.append((ref.room, identity))
            self._void[ref.room, identity] = self._serial
            for session, one in list(self._here(ref).items()):
                if one.identity == identity:
                    self.go(ref, session)

    def close_room(self, ref: RoomRef) -> None:
        """Let all leave, and forget the room."""
        self._answer()
        with self._lock:
            for session in list(self._here(ref)):
                self.go(ref, session)
            if ref.room in self.rooms:
                self._tell(FactKind.ROOM_CLOSED, ref)
                del self.rooms[ref.room]

    def attendance(self, ref: RoomRef) -> Sequence[Attendance]:
        """Who is in the room."""
        self._answer()
        return list(self._room(ref).here.values())

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[VideoFact]:
        """Check the signature over the very bytes, and how old it is."""
        sent_at = headers.get(SENT_AT, "")
        signed = self._signature(f"{sent_at}.".encode() + body)
        if not hmac.compare_digest(signed, headers.get(SIGNATURE, "")):
            raise NotOurs
        if abs(self._now() - datetime.fromisoformat(sent_at)) > TOLERANCE:
            raise NotOurs
        said = json.loads(body)
        return [
            VideoFact(
                id=said["id"],
                kind=FactKind(said["kind"]),
                ref=RoomRef(self.name, said["room"]),
                room_session=said["room_session"],
                at=datetime.fromisoformat(said["at"]),
                identity=said["identity"],
                session=said["session"],
            )
        ]

    def check(self) -> Sequence[Finding]:
        """That it is a fake."""
        return [Finding("calls", State.NOTE, "the fake provider: nobody sees or hears anybody")]

    def enter(self, access: Mapping[str, Any]) -> str:
        """A browser joins with what it was given; the name of its stay. Raises `Refused`."""
        said = self._read(str(access["token"]))
        ref, identity = RoomRef(self.name, str(said.get("room"))), str(said.get("identity"))
        with self._lock:
            if ref.room not in self.rooms:
                raise Refused("requested room does not exist")
            if datetime.fromisoformat(said["until"]) < self._now():
                raise Refused("the token has expired")
            if said["serial"] <= self._void.get((ref.room, identity), 0):
                raise Refused("removed")
            for session, one in list(self._here(ref).items()):
                if one.identity == identity:
                    # Somebody who comes with another page has left the one before.
                    self.go(ref, session)
            room = self.rooms[ref.room]
            if len(room.here) >= room.people:
                raise Refused("the room is full")
            session = secrets.token_hex(8)
            room.here[session] = Attendance(identity, session, self._now(), sends=False)
            self._tell(FactKind.JOINED, ref, room.here[session])
        return session

    def send(self, ref: RoomRef, session: str) -> None:
        """That browser begins to send."""
        with self._lock:
            one = self.rooms[ref.room].here[session]
            self.rooms[ref.room].here[session] = Attendance(one.identity, session, one.since, sends=True)
            self._tell(FactKind.SENDS, ref, one)

    def go(self, ref: RoomRef, session: str) -> None:
        """That browser leaves."""
        with self._lock:
            self._tell(FactKind.LEFT, ref, self.rooms[ref.room].here.pop(session))

    def _answer(self) -> None:
        if self._delay_s:
            time.sleep(self._delay_s)
        if self._failure is not None:
            raise self._failure

    def _room(self, ref: RoomRef) -> FakeRoom:
        try:
            return self.rooms[ref.room]
        except KeyError:
            raise RoomGone from None

    def _here(self, ref: RoomRef) -> dict[str, Attendance]:
        return self.rooms[ref.room].here if ref.room in self.rooms else {}

    def _tell(self, kind: FactKind, ref: RoomRef, one: Attendance | None = None) -> None:
        said = {
            "id": secrets.token_hex(8),
            "kind": kind.value,
            "room": ref.room,
            "room_session": self.rooms[ref.room].session,
            "at": self._now().isoformat(),
            "identity": one.identity if one else "",
            "session": one.session if one else "",
        }
        body, sent_at = json.dumps(said).encode(), self._now().isoformat()
        signed = self._signature(f"{sent_at}.".encode() + body)
        self.deliveries.append(Delivery({SIGNATURE: signed, SENT_AT: sent_at}, body))

    def _signature(self, body: bytes) -> str:
        return hmac.digest(self._secret, body, "sha256").hex()

    def _signed(self, said: Mapping[str, Any]) -> str:
        body = json.dumps(said)
        return f"{self._signature(body.encode())}.{body}"

    def _read(self, token: str) -> dict[str, Any]:
        signed, _, body = token.partition(".")
        if not hmac.compare_digest(signed, self._signature(body.encode())):
            raise Refused("the token is not ours")
        said: dict[str, Any] = json.loads(body)
        return said
