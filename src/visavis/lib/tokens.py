"""Short unforgeable strings: message authentication codes over a subject, in URL-safe letters."""

import base64
import hashlib
import hmac
from uuid import UUID

MAC_BYTES = 15
"""120 bits: out of reach for guessing over a network, and 20 letters in a text message."""


def base64url_encode(raw: bytes) -> str:
    """Base64 for URLs (RFC 4648), without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """Decode `base64url_encode`. Raises `ValueError` when the text is not canonical."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64url_encode(raw) != text:
        raise ValueError("not the canonical spelling")
    return raw


def mac(key: bytes, *parts: str) -> str:
    """Authenticate `parts` under `key`. The parts are length-prefixed, so they cannot run together."""
    message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    return base64url_encode(hmac.digest(key, message, hashlib.sha256)[:MAC_BYTES])


def same(left: str, right: str) -> bool:
    """Compare two codes without telling by the time it takes where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())


def uuid_to_base64url(value: UUID) -> str:
    """A UUID in 22 characters."""
    return base64url_encode(value.bytes)


def uuid_from_base64url(text: str) -> UUID:
    """The UUID behind `uuid_to_base64url`. Raises `ValueError`."""
    raw = base64url_decode(text)
    if len(raw) != 16:
        raise ValueError("not the length of a UUID")
    return UUID(bytes=raw)
