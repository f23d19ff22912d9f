"""People in rooms of LiveKit, without a browser: a program that joins and leaves as it is told.

A program of its own, because LiveKit's library brings threads that an interpreter full of tests should not
have. It reads one JSON object a line and answers each with one.
"""

import asyncio
import json
import sys
from typing import Any

from livekit import rtc

SAMPLES_PER_S = 48_000
Room = rtc.Room


class Participants:
    """Those who are in a room now, by a name that the test gives them."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._ended: dict[str, asyncio.Event] = {}

    async def enter(self, name: str, url: str, token: str, *, sends: bool = True) -> dict[str, Any]:
        """Join with a token, and send sound. Says why where that is not to be."""
        room, ended = Room(), asyncio.Event()
        room.on("disconnected", lambda *_: ended.set())
        try:
            await room.connect(url, token, rtc.RoomOptions(connect_timeout=10))
        except rtc.ConnectError as error:
            return {"refused": str(error)}
        self._rooms[name], self._ended[name] = room, ended
        if sends:
            sound = rtc.AudioSource(SAMPLES_PER_S, 1)
            track = rtc.LocalAudioTrack.create_audio_track("microphone", sound)
            options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
            await room.local_participant.publish_track(track, options)
        return {"room": room.name, "sid": room.local_participant.sid}

    async def token(self, name: str) -> dict[str, Any]:
        """The token that the server has given them meanwhile."""
        return {"token": self._rooms[name]._token}

    async def leave(self, name: str) -> dict[str, Any]:
        """Leave properly."""
        await self._rooms.pop(name).disconnect()
        return {}

    async def wait_until_out(self, name: str, within_s: float) -> dict[str, Any]:
        """Whether the server has thrown them out."""
        try:
            await asyncio.wait_for(self._ended[name].wait(), within_s)
        except TimeoutError:
            return {"out": False}
        return {"out": True}


async def main() -> None:
    """Do what each line says until there are no more."""
    people, loop = Participants(), asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        said = json.loads(line)
        answer = await getattr(people, said.pop("do"))(**said)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
