"""Ask a TURN server for an allocation, as a browser would (RFC 8656), to learn whether calls can use it."""

import hashlib
import hmac
import os
import re
import socket
import ssl
import struct
from datetime import datetime, timedelta

from visavis.video.p2p.turn import credentials

ALLOCATE = 0x0003
_COOKIE = 0x2112A442
_HEADER = struct.Struct("!HHI12s")
_USERNAME, _INTEGRITY, _ERROR, _REALM, _NONCE, _TRANSPORT = 0x0006, 0x0008, 0x0009, 0x0014, 0x0015, 0x0019
_SUCCESS, _REFUSED = 0x0100, 0x0110
_FOR = timedelta(minutes=1)
_WAIT_S = 3.0
_TRIES = 2
_UDP = struct.pack("!Bxxx", 17)

Attributes = dict[int, bytes]


class Refused(Exception):
    """The server answered with this error code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"error {code}")


class Connection:
    """One conversation with a TURN server. Raises `OSError` where nothing answers."""

    def __init__(self, url: str, secret: str, *, now: datetime) -> None:
        self._username, self._password = credentials(secret, until=now + _FOR, name="doctor")
        self._known: Attributes = {}
        self._socket, self._is_stream = _connected(url)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def allocate(self) -> None:
        """Get an address at the relay. Raises `Refused`."""
        try:
            self.ask(ALLOCATE, {_TRANSPORT: _UDP})
        except Refused as refused:
            if refused.code != 401 or not self._known:
                raise
            self.ask(ALLOCATE, {_TRANSPORT: _UDP})

    def ask(self, method: int, attributes: Attributes) -> Attributes:
        """Send one request, signed once the server has said its realm. Raises `Refused`, `OSError`."""
        kind, answer = self._exchange(self._request(method, attributes))
        if kind & _REFUSED == _REFUSED:
            # The first refusal brings what later requests are signed with.
            self._known |= {name: answer[name] for name in (_REALM, _NONCE) if name in answer}
            raise Refused(answer[_ERROR][2] * 100 + answer[_ERROR][3])
        if kind != method | _SUCCESS:
            raise OSError("something else than a TURN server answers")
        return answer

    def _request(self, method: int, attributes: Attributes) -> bytes:
        identity = os.urandom(12)
        said = dict(attributes)
        if not self._known:
            return _message(method, identity, _encoded(said))
        said |= {_USERNAME: self._username.encode(), **self._known}
        body = _encoded(said)
        # The length counts the signature, which signs everything before itself.
        header = _HEADER.pack(method, len(body) + 24, _COOKIE, identity)
        realm = self._known[_REALM].decode()
        # What the standard asks of a long-term credential; it protects no secret of ours here.
        key = hashlib.md5(  # as the standard says
            f"{self._username}:{realm}:{self._password}".encode(), usedforsecurity=False
        ).digest()
        signature = hmac.digest(key, header + body, hashlib.sha1)
        return _message(method, identity, body + _encoded({_INTEGRITY: signature}))

    def _exchange(self, request: bytes) -> tuple[int, Attributes]:
        for attempt in range(_TRIES):
            self._socket.sendall(request)
            try:
                answer = self._receive()
            except TimeoutError:
                if self._is_stream or attempt + 1 == _TRIES:
                    raise
                continue
            kind, _, cookie, identity = _HEADER.unpack_from(answer)
            if cookie != _COOKIE or identity != request[8:20]:
                raise OSError("something else than a TURN server answers")
            return kind, _decoded(answer[_HEADER.size :])
        raise TimeoutError

    def _receive(self) -> bytes:
        if not self._is_stream:
            said = self._socket.recv(2048)
            if len(said) < _HEADER.size:
                raise OSError("something else than a TURN server answers")
            return said
        header = self._exactly(_HEADER.size)
        return header + self._exactly(_HEADER.unpack(header)[1])

    def _exactly(self, size: int) -> bytes:
        said = b""
        while len(said) < size:
            more = self._socket.recv(size - len(said))
            if not more:
                raise ConnectionError("the connection was closed")
            said += more
        return said


def find_problem(url: str, secret: str, *, now: datetime) -> str | None:
    """Why a call could not use the relay at `url`, in a few words; None when it could."""
    try:
        with Connection(url, secret, now=now) as relay:
            relay.allocate()
    except Refused as refused:
        if refused.code in {401, 441}:
            return "refuses our secret: VISAVIS_TURN_SECRET and its static-auth-secret must be the same"
        return f"refuses with error {refused.code}"
    except (OSError, struct.error) as error:
        return f"does not answer as it should ({str(error) or type(error).__name__})"
    return None


def _connected(url: str) -> tuple[socket.socket, bool]:
    match = re.fullmatch(r"(turns?):([\w.-]+?)(?::(\d+))?(?:\?transport=(udp|tcp))?", url)
    if match is None:
        raise OSError("not an address of a TURN server")
    scheme, host, port, transport = match.groups()
    if scheme == "turn" and transport != "tcp":
        plain = socket.socket(type=socket.SOCK_DGRAM)
        plain.settimeout(_WAIT_S)
        plain.connect((host, int(port or 3478)))
        return plain, False
    opened = socket.create_connection((host, int(port or (5349 if scheme == "turns" else 3478))), _WAIT_S)
    if scheme == "turn":
        return opened, True
    return ssl.create_default_context().wrap_socket(opened, server_hostname=host), True


def _message(method: int, identity: bytes, body: bytes) -> bytes:
    return _HEADER.pack(method, len(body), _COOKIE, identity) + body


def _encoded(attributes: Attributes) -> bytes:
    parts = (
        struct.pack("!HH", name, len(value)) + value + bytes(-len(value) % 4)
        for name, value in attributes.items()
    )
    return b"".join(parts)


def _decoded(body: bytes) -> Attributes:
    found: Attributes = {}
    at = 0
    while at + 4 <= len(body):
        name, size = struct.unpack_from("!HH", body, at)
        found[name] = body[at + 4 : at + 4 + size]
        at += 4 + size + (-size % 4)
    return found
