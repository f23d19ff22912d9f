"""LiveKit's tokens: JSON Web Tokens (RFC 7519), signed with a key that its servers share with us. Pure.

A token for a browser names one person and one room and gives no right over either: nobody in a call can
remove another, record, or change what the room is. It bears no name of a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt

ALGORITHM = "HS256"
LEEWAY = timedelta(seconds=60)
"""How far clocks may be apart; LiveKit's own servers allow as much."""
SOURCES = ("microphone", "camera", "screen_share", "screen_share_audio")
"""What a person may send."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """The name and the secret of a key that stands in the configuration of LiveKit's servers."""

    name: str
    secret: str = field(repr=False)

    def sign(self, claims: Mapping[str, Any], *, until: datetime) -> str:
        """A token that ends at `until`, UTC."""
        # Not a word on since when it is good: a clock of ours that is ahead would lock everybody out.
        said = {"iss": self.name, "exp": int(until.timestamp()), **claims}
        return jwt.encode(said, self.secret, algorithm=ALGORITHM)

    def verify(self, token: str) -> dict[str, Any] | None:
        """What a token says that was signed with this key and has not ended; otherwise None."""
        try:
            said: dict[str, Any] = jwt.decode(
                token,
                self.secret,
                algorithms=[ALGORITHM],
                issuer=self.name,
                leeway=LEEWAY,
                options={"require": ["exp", "iss"]},
            )
        except jwt.PyJWTError:
            return None
        return said


def join_claims(room: str, identity: str) -> dict[str, Any]:
    """The right to be in `room` as `identity`: to hear and see all, and to send what a call has."""
    rights = {
        "roomJoin": True,
        "room": room,
        "canSubscribe": True,
        "canPublish": True,
        "canPublishSources": list(SOURCES),
        "canPublishData": True,
        "canUpdateOwnMetadata": False,
    }
    return {"sub": identity, "video": rights}
