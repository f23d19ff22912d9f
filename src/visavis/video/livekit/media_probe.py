"""Whether sound and picture would get through to LiveKit from here, by UDP and by TCP.

It knocks as a browser does: joins a room of the doctor's own, reads from the offer where LiveKit waits for
media, answers, and asks there (STUN, RFC 8489, as ICE does it). What LiveKit sends is not decoded: addresses
and credentials are plain text in it.
"""

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

WITHIN_S = 4.0
_HEARD_WITHIN_S = 1.5
# From this version of the protocol on LiveKit makes the offer.
_ASKED = "/rtc?protocol=15&auto_subscribe=1&access_token="
_CANDIDATE = re.compile(rb"candidate:\S+ 1 (udp|tcp) \d+ ([0-9.]+) (\d+) typ (?:host|srflx)")
_UFRAG, _PASSWORD = re.compile(rb"a=ice-ufrag:(\S+)\r\n"), re.compile(rb"a=ice-pwd:(\S+)\r\n")
_BINDING, _SUCCESS, _COOKIE = 0x0001, 0x0101, 0x2112A442
_USERNAME, _INTEGRITY, _PRIORITY, _CONTROLLED = 0x0006, 0x0008, 0x0024, 0x8029
_ANSWER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=setup:active\r\n"
    "a=ice-ufrag:{ufrag}\r\na=ice-pwd:{password}\r\na=fingerprint:sha-256 {fingerprint}\r\n"
    "a=sctp-port:5000\r\n"
)


@dataclass(frozen=True, slots=True)
class MediaPaths:
    """Where LiveKit says that it waits for media (`1.2.3.4:7882`), and where of that something answered."""

    udp: tuple[str, ...]
    tcp: tuple[str, ...]
    open_udp: tuple[str, ...]
    open_tcp: tuple[str, ...]


def probe_media(url: str, token: str) -> MediaPaths:
    """Ask at every address. Raises `OSError` where signalling already fails."""
    try:
        with connect(f"{url}{_ASKED}{token}", open_timeout=WITHIN_S, proxy=None) as signalling:
            return _probe(signalling)
    except (WebSocketException, TimeoutError) as error:
        raise OSError(type(error).__name__) from error


def _probe(signalling: ClientConnection) -> MediaPaths:
    found: dict[str, set[str]] = {"udp": set(), "tcp": set()}
    ufrag = password = b""
    for said in _heard(signalling):
        for transport, host, port in _CANDIDATE.findall(said):
            found[transport.decode()].add(f"{host.decode()}:{port.decode()}")
        if not ufrag and (match := _UFRAG.search(said)) and (secret := _PASSWORD.search(said)):
            ufrag, password = match[1], secret[1]
    ours = secrets.token_hex(8)
    fingerprint = ":".join(f"{byte:02X}" for byte in os.urandom(32))
    answer = _ANSWER.format(ufrag=ours, password=secrets.token_hex(16), fingerprint=fingerprint)
    signalling.send(json.dumps({"answer": {"type": "answer", "sdp": answer}}))
    udp, tcp = tuple(sorted(found["udp"])), tuple(sorted(found["tcp"]))
    username = ufrag + b":" + ours.encode()
    return MediaPaths(
        udp,
        tcp,
        tuple(place for place in udp if answers_udp(place, username, password)),
        tuple(place for place in tcp if opens_tcp(place)),
    )


def _heard(signalling: ClientConnection) -> Iterator[bytes]:
    """What comes until LiveKit has said all its addresses, which it does within moments."""
    ends = time.monotonic() + _HEARD_WITHIN_S
    with contextlib.suppress(TimeoutError):
        while (left := ends - time.monotonic()) > 0:
            said = signalling.recv(timeout=left)
            yield said if isinstance(said, bytes) else said.encode()


def answers_udp(place: str, username: bytes, password: bytes, *, within_s: float = WITHIN_S) -> bool:
    """Whether LiveKit answers there, to one who has the credentials of its offer."""
    host, _, port = place.rpartition(":")
    identity = os.urandom(12)
    request = _binding(identity, username, password)
    ends = time.monotonic() + within_s
    with socket.socket(type=socket.SOCK_DGRAM) as asking, contextlib.suppress(OSError):
        asking.connect((host, int(port)))
        asking.settimeout(0.5)
        while time.monotonic() < ends:
            # Again and again, as ICE does: the answer may not have reached LiveKit's media yet.
            asking.send(request)
            with contextlib.suppress(TimeoutError):
                said = asking.recv(2048)
                if said[8:20] == identity:
                    return int.from_bytes(said[:2]) == _SUCCESS
    return False


def opens_tcp(place: str) -> bool:
    """Whether a connection can be opened there."""
    host, _, port = place.rpartition(":")
    try:
        socket.create_connection((host, int(port)), WITHIN_S).close()
    except OSError:
        return False
    return True


def _binding(identity: bytes, username: bytes, password: bytes) -> bytes:
    attributes = (
        _attribute(_USERNAME, username)
        + _attribute(_PRIORITY, struct.pack("!I", 1))
        + _attribute(_CONTROLLED, os.urandom(8))
    )
    # The length counts the signature, which signs everything before itself.
    header = struct.pack("!HHI", _BINDING, len(attributes) + 24, _COOKIE) + identity
    # The digest is the standard's; as an HMAC it does not lean on what is broken in SHA-1.
    signature = hmac.digest(password, header + attributes, hashlib.sha1)
    return header + attributes + _attribute(_INTEGRITY, signature)


def _attribute(name: int, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)
