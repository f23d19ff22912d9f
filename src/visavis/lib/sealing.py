"""Text that can be read with a key only, and only as what it was sealed as.

Keys rotate: the first one seals, all of them open.
"""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealBroken(Exception):
    """None of the keys opens it, or it was sealed as something else."""


class Sealer:
    """Seals and opens text with `keys`, each a secret of any form that is long enough not to be guessed."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])

    def seal(self, text: str, about: str) -> bytes:
        """The text unreadable, bound to `about`: moved to another row it does not open."""
        head = about.encode()
        return self._fernet.encrypt(len(head).to_bytes(2, "big") + head + text.encode())

    def open(self, sealed: bytes | memoryview, about: str) -> str:
        """The text again. Raises `SealBroken`."""
        try:
            inside = self._fernet.decrypt(bytes(sealed))
        except InvalidToken as error:
            raise SealBroken("sealed with a key that is not among ours") from error
        size = int.from_bytes(inside[:2], "big")
        if inside[2 : 2 + size] != about.encode():
            raise SealBroken("sealed as something else")
        return inside[2 + size :].decode()


def _derived(key: str) -> bytes:
    """A key as Fernet wants it; our keys are long and random, so that a plain digest is enough."""
    digest = hashlib.sha256(b"visavis data key\0" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)
