"""What LiveKit tells by webhooks, in the port's words. Pure.

Each one bears a token that we could have signed ourselves, which holds the digest of the body: so the very
bytes that came are checked, before anything is read from them.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from visavis.video.livekit.rooms import CALL_PREFIX
from visavis.video.livekit.tokens import ApiKey
from visavis.video.port import FactKind, NotOurs, RoomRef, VideoFact

KINDS: Mapping[str, FactKind] = MappingProxyType(
    {
        "room_started": FactKind.ROOM_OPENED,
        "room_finished": FactKind.ROOM_CLOSED,
        "participant_joined": FactKind.JOINED,
        "participant_left": FactKind.LEFT,
        # They had a place and never got a connection.
        "participant_connection_aborted": FactKind.LEFT,
        "track_published": FactKind.SENDS,
        "track_unpublished": FactKind.SENDS_NOTHING,
    }
)
_ROOM_ONLY = frozenset({FactKind.ROOM_OPENED, FactKind.ROOM_CLOSED})


def verified_event(key: ApiKey, headers: Mapping[str, str], body: bytes) -> Mapping[str, Any]:
    """The event in a webhook. Raises `NotOurs` unless LiveKit has signed this very body a moment ago."""
    said = key.verify(headers.get("authorization", "").removeprefix("Bearer "))
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    if said is None or not hmac.compare_digest(str(said.get("sha256", "")).encode(), digest.encode()):
        raise NotOurs
    try:
        event = json.loads(body)
    except ValueError as error:
        raise NotOurs from error
    if not isinstance(event, dict):
        raise NotOurs
    return event


def facts_in(event: Mapping[str, Any], *, provider: str) -> Sequence[VideoFact]:
    """What an event says of a call of ours: one fact, or none."""
    kind, room, who = KINDS.get(str(event.get("event"))), _part(event, "room"), _part(event, "participant")
    name = str(room.get("name", ""))
    if kind is None or not name.startswith(CALL_PREFIX) or (kind not in _ROOM_ONLY and not is_person(who)):
        return []
    about = {} if kind in _ROOM_ONLY else who
    return [
        VideoFact(
            id=str(event.get("id", "")),
            kind=kind,
            ref=RoomRef(provider, name),
            room_session=str(room.get("sid", "")),
            at=_instant(event.get("createdAt")),
            identity=str(about.get("identity", "")),
            session=str(about.get("sid", "")),
        )
    ]


def is_person(who: Mapping[str, Any]) -> bool:
    """Whether it is somebody in the call, and not a recorder or another program that nobody sees."""
    permission = _part(who, "permission")
    is_program = who.get("kind", "STANDARD") != "STANDARD" or permission.get("hidden", False)
    return bool(who.get("identity")) and not is_program


def _instant(seconds: object) -> datetime:
    try:
        return datetime.fromtimestamp(int(str(seconds)), UTC)
    except ValueError as error:
        raise NotOurs from error


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, dict) else {}
