"""Encrypted text, bound to what it belongs to.

Keys rotate: the first one encrypts, all of them decrypt.
"""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class DecryptionFailed(Exception):
    """None of the keys decrypts it, or it belongs to something else."""


class TextCipher:
    """Encrypts and decrypts text with `keys`; each is a secret of any form, too long to be guessed."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_derived(key)) for key in keys])

    def encrypt(self, text: str, about: str) -> bytes:
        """Encrypt `text` and bind it to `about`: moved to another row it cannot be decrypted."""
        head = about.encode()
        return self._fernet.encrypt(len(head).to_bytes(2, "big") + head + text.encode())

    def decrypt(self, encrypted: bytes | memoryview, about: str) -> str:
        """Decrypt the text. Raises `DecryptionFailed`."""
        try:
            inside = self._fernet.decrypt(bytes(encrypted))
        except InvalidToken as error:
            raise DecryptionFailed("encrypted with a key that is not among ours") from error
        size = int.from_bytes(inside[:2], "big")
        if inside[2 : 2 + size] != about.encode():
            raise DecryptionFailed("encrypted for something else")
        return inside[2 + size :].decode()


def _derived(key: str) -> bytes:
    """A key as Fernet wants it; our keys are long and random, so that a plain digest is enough."""
    digest = hashlib.sha256(b"visavis data key\0" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)
