"""The STUN and TURN servers, as the operator configured them."""

import re
from dataclasses import dataclass, field
from typing import Any

from visavis.config.env_reader import EnvReader

STUN_URL = re.compile(r"stuns?:[\w.-]+(:\d{1,5})?")
TURN_URL = re.compile(r"turns?:[\w.-]+(:\d{1,5})?(\?transport=(udp|tcp))?")
SHORTEST_SECRET = 24


@dataclass(frozen=True, slots=True)
class IceServers:
    """STUN finds a browser's public address; TURN relays the call where there is no direct path.

    With `relay_only` every call of the practice goes through TURN, and nobody learns the other's address.
    """

    stun_urls: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = field(default="", repr=False)
    relay_only: bool = False

    @property
    def options(self) -> dict[str, Any]:
        """The same as options of the peer-to-peer provider."""
        return {
            "stun_urls": self.stun_urls,
            "turn_urls": self.turn_urls,
            "turn_secret": self.turn_secret,
            "relay_only": self.relay_only,
        }


def read_ice_servers(reader: EnvReader) -> IceServers:
    """Read and check them; problems are added to the reader."""
    stun = _urls(reader, "VISAVIS_STUN_URLS", STUN_URL, "stun:turn.consult.example:3478")
    turn = _urls(reader, "VISAVIS_TURN_URLS", TURN_URL, "turn:turn.consult.example:3478")
    secret = reader.secret("VISAVIS_TURN_SECRET")
    relay_only = reader.flag("VISAVIS_RELAY_ONLY")
    if turn and len(secret) < SHORTEST_SECRET:
        wrong = f"must be at least {SHORTEST_SECRET} characters long, the same as in your TURN server"
        reader.problem("VISAVIS_TURN_SECRET", wrong, "the output of `openssl rand -hex 24`")
    if secret and not turn:
        reader.problem("VISAVIS_TURN_URLS", "is needed with VISAVIS_TURN_SECRET", "turn:turn.example:3478")
    if relay_only and not turn:
        wrong = "needs VISAVIS_TURN_URLS: without a relay no call would ever connect"
        reader.problem("VISAVIS_RELAY_ONLY", wrong, "0")
    return IceServers(stun, turn, secret, relay_only)


def _urls(reader: EnvReader, name: str, pattern: re.Pattern[str], example: str) -> tuple[str, ...]:
    urls = reader.items(name)
    if not all(pattern.fullmatch(url) for url in urls):
        reader.problem(name, "must list addresses of such servers", example)
    return urls
