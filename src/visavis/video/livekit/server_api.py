"""What we ask LiveKit's servers: its room service, JSON over HTTP (Twirp).

Every question ends within a few seconds, whatever the other side does. Any node of a cluster answers for all
of its rooms, so where one is away the next one is asked.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import httpx

from visavis.lib import clock
from visavis.video.livekit.tokens import ApiKey
from visavis.video.port import VideoError

CONNECT_S = 2.0
TOGETHER_S = 8.0
"""How long one question may take, all nodes together."""
LONGEST_ANSWER = 1_000_000
_LASTS = timedelta(minutes=1)
_REFUSED = frozenset({400, 401, 403, 412})
"""Statuses that the same question would meet again."""


class NotFound(VideoError):
    """There is no such room, or nobody by that name in it."""

    def __init__(self) -> None:
        super().__init__("LiveKit does not know it", permanent=False)


class ServerApi:
    """The room service of one LiveKit cluster. Safe to be shared by threads."""

    def __init__(self, urls: Sequence[str], key: ApiKey, *, within_s: float = TOGETHER_S) -> None:
        self.key = key
        self._urls = [url.rstrip("/") for url in urls]
        self._within_s = within_s
        # Proxies of the environment are not the operator's word on who may see a key at work.
        self._client = httpx.Client(trust_env=False)
        self._answered = 0

    @property
    def address(self) -> str:
        """Of the node that answered last."""
        return self._urls[self._answered]

    def create_room(self, room: str, *, people: int, empty_timeout: timedelta) -> None:
        """Open a room; one that is open stays as it is. Raises `VideoError`."""
        closes_after = int(empty_timeout.total_seconds())
        wanted = {
            "name": room,
            "max_participants": people,
            "empty_timeout": closes_after,
            "departure_timeout": closes_after,
        }
        self._ask("CreateRoom", wanted, {"roomCreate": True})

    def delete_room(self, room: str) -> None:
        """End a room for everyone. Raises `NotFound`, `VideoError`."""
        self._ask("DeleteRoom", {"room": room}, {"roomCreate": True})

    def rooms(self, names: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """Which of these rooms are open. Raises `VideoError`."""
        return _list(self._ask("ListRooms", {"names": list(names)}, {"roomList": True}), "rooms")

    def participants(self, room: str) -> Sequence[Mapping[str, Any]]:
        """Who is in a room. Raises `NotFound`, `VideoError`."""
        rights = {"roomAdmin": True, "room": room}
        return _list(self._ask("ListParticipants", {"room": room}, rights), "participants")

    def remove_participant(self, room: str, identity: str) -> None:
        """Make somebody leave. Raises `NotFound`, `VideoError`."""
        rights = {"roomAdmin": True, "room": room}
        self._ask("RemoveParticipant", {"room": room, "identity": identity}, rights)

    def get(self, url: str, path: str, *, token: str = "") -> httpx.Response:
        """A plain request to one address, for the doctor. Raises `httpx.HTTPError`."""
        # Not in the address: that gets into logs.
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._client.get(f"{url}{path}", headers=headers, timeout=_timeout(self._within_s))

    def close(self) -> None:
        """End its connections."""
        self._client.close()

    def _ask(self, method: str, body: Mapping[str, Any], rights: Mapping[str, Any]) -> dict[str, Any]:
        token = self.key.sign({"video": dict(rights)}, until=clock.now() + _LASTS)
        deadline = clock.steady_seconds() + self._within_s
        problem = "has no address"
        for attempt in range(len(self._urls)):
            node = (self._answered + attempt) % len(self._urls)
            left = deadline - clock.steady_seconds()
            if left <= 0:
                break
            try:
                status, said = self._post(self._urls[node], method, body, token=token, left=left)
            except httpx.HTTPError as error:
                problem = f"does not answer ({type(error).__name__})"
                continue
            self._answered = node
            return _checked(method, status, said)
        raise VideoError(f"LiveKit {problem}", permanent=False)

    def _post(
        self, url: str, method: str, body: Mapping[str, Any], *, token: str, left: float
    ) -> tuple[int, bytes]:
        """Status and body. Raises `httpx.HTTPError`, too where the answer comes by drops or has no end."""
        ends = clock.steady_seconds() + left
        address = f"{url}/twirp/livekit.RoomService/{method}"
        headers = {"Authorization": f"Bearer {token}"}
        said = b""
        with self._client.stream(
            "POST", address, json=dict(body), headers=headers, timeout=_timeout(left)
        ) as answer:
            for chunk in answer.iter_bytes():
                said += chunk
                if len(said) > LONGEST_ANSWER or clock.steady_seconds() > ends:
                    raise httpx.ReadTimeout("The answer does not end")
        return answer.status_code, said


def server_time(answer: httpx.Response) -> datetime | None:
    """What the server's clock said when it answered, to a second."""
    try:
        return datetime.strptime(answer.headers["date"], "%a, %d %b %Y %H:%M:%S %Z").replace(
            tzinfo=clock.now().tzinfo
        )
    except (KeyError, ValueError):
        return None


def _timeout(left: float) -> httpx.Timeout:
    return httpx.Timeout(left, connect=min(CONNECT_S, left))


def _checked(method: str, status: int, said: bytes) -> dict[str, Any]:
    if status == httpx.codes.NOT_FOUND:
        raise NotFound
    if status != httpx.codes.OK:
        # Not what it says in words: LiveKit repeats a token that it does not like.
        raise VideoError(f"LiveKit refuses {method} ({status})", permanent=status in _REFUSED)
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise VideoError("Something else than LiveKit answers", permanent=True)
    return found


def _list(said: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = said.get(name, [])
    if not isinstance(found, list):
        raise VideoError("Something else than LiveKit answers", permanent=True)
    return found
