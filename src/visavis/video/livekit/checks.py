"""What the doctor finds out about LiveKit's servers, in plain words; nothing secret in them."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import httpx

from visavis.lib import clock
from visavis.video.livekit.gate import DOCTOR
from visavis.video.livekit.media_probe import probe_media
from visavis.video.livekit.rooms import new_test_room
from visavis.video.livekit.server_api import ServerApi, server_time
from visavis.video.livekit.tokens import join_claims
from visavis.video.port import Finding, State, VideoError

SUBJECT = "LiveKit"
CLOCKS_APART = timedelta(seconds=20)
"""Beyond a minute its tokens and ours are refused."""
WEBHOOK_WITHIN_S = 5.0
KEYS = "; its `keys` must hold VISAVIS_LIVEKIT_KEY and VISAVIS_LIVEKIT_SECRET, and its clock be right"
_LASTS = timedelta(minutes=1)
_EMPTY = timedelta(seconds=20)


class Checks:
    """The questions, in the order in which they make sense."""

    def __init__(
        self,
        api: ServerApi,
        urls: Sequence[str],
        *,
        gated: bool,
        has_webhook_come: Callable[[str], bool],
    ) -> None:
        self._api = api
        self._urls = urls
        self._gated = gated
        self._has_webhook_come = has_webhook_come

    def run(self) -> Sequence[Finding]:
        """Everything that can be known. Never raises."""
        found = [self._address(url) for url in self._urls]
        room = new_test_room()
        try:
            self._api.create_room(room, people=1, empty_timeout=_EMPTY)
        except VideoError as error:
            return [*found, _mend(f"no room can be made: {error}{KEYS if error.permanent else ''}")]
        found.append(_good("takes our key and makes rooms"))
        found += [self._strangers_rooms(), *self._gate(room), *self._media(room), self._webhook(room)]
        try:
            self._api.delete_room(room)
        except VideoError as error:
            found.append(_mend(f"a room cannot be closed: {error}"))
        return found

    def _address(self, url: str) -> Finding:
        try:
            answer = self._api.get("http" + url.removeprefix("ws"), "/rtc/validate")
        except httpx.HTTPError as error:
            return _mend(f"{url} does not answer ({type(error).__name__}): no browser can join a call")
        if answer.status_code not in {401, 403}:
            return _mend(f"at {url} something else answers ({answer.status_code}): /rtc must lead to LiveKit")
        there = server_time(answer)
        if there is not None and abs(there - clock.now()) > CLOCKS_APART:
            apart = (there - clock.now()).total_seconds()
            return _mend(
                f"the clock at {url} is {apart:+.0f} s from ours: beyond 60 s every token is refused"
            )
        return _good(f"{url} answers")

    def _strangers_rooms(self) -> Finding:
        """With `auto_create` a closed room is made again by whoever still has a token for it."""
        # Asked of the server itself: the gate refuses a room that nobody made.
        status = self._validate(self._api.address, new_test_room(), "tester")
        if status == httpx.codes.OK:
            return _mend("makes rooms for whoever comes: set `room: {auto_create: false}`, or no end holds")
        return _good("makes no room but ours")

    def _gate(self, room: str) -> Sequence[Finding]:
        if not self._gated:
            said = "its proxy does not ask us about connections: whoever is removed can come back"
            return [Finding(SUBJECT, State.NOTE, f"{said} (VISAVIS_LIVEKIT_GATE, docs/media.md)")]
        return [self._gate_of(url, room) for url in self._urls]

    def _gate_of(self, url: str, room: str) -> Finding:
        web = "http" + url.removeprefix("ws")
        # By the same way one must get in and the other not; only the gate knows them apart.
        others, ours = self._validate(web, room, "tester"), self._validate(web, room, DOCTOR)
        if others != httpx.codes.OK:
            return _mend(f"{url} lets nobody in ({others}): the proxy must reach our /media/livekit/gate/")
        if ours == httpx.codes.OK:
            return _mend(f"the proxy at {url} does not ask us about connections: a removal does not hold")
        return _good(f"the proxy at {url} asks us about each connection")

    def _media(self, room: str) -> Sequence[Finding]:
        token = self._api.key.sign(join_claims(room, "tester"), until=clock.now() + _LASTS)
        try:
            paths = probe_media(self._urls[0], token)
        except OSError as error:
            return [_mend(f"nobody can join at {self._urls[0]} ({error})")]
        return [
            _path("UDP", paths.udp, paths.open_udp, "calls are worse without it"),
            _path("TCP", paths.tcp, paths.open_tcp, "networks without UDP cannot call"),
        ]

    def _webhook(self, room: str) -> Finding:
        ends = time.monotonic() + WEBHOOK_WITHIN_S
        while time.monotonic() < ends:
            if self._has_webhook_come(room):
                return _good("its webhooks reach us")
            time.sleep(0.1)
        said = "no webhook of its reached us: set `webhook: {api_key, urls}` to our /hooks/video/livekit/"
        return _mend(said)

    def _validate(self, address: str, room: str, identity: str) -> int:
        token = self._api.key.sign(join_claims(room, identity), until=clock.now() + _LASTS)
        try:
            return self._api.get(address, "/rtc/validate", token=token).status_code
        except httpx.HTTPError:
            return 0


def _path(transport: str, told: Sequence[str], is_open: Sequence[str], meaning: str) -> Finding:
    if is_open:
        return _good(f"media gets through by {transport} from this machine, at {is_open[0]}")
    if told:
        return _mend(f"no answer by {transport} from this machine at {', '.join(told)}: {meaning}")
    return _mend(f"takes no media by {transport}: {meaning}")


def _good(said: str) -> Finding:
    return Finding(SUBJECT, State.GOOD, said)


def _mend(said: str) -> Finding:
    return Finding(SUBJECT, State.MEND, said)
