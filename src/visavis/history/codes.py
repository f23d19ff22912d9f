"""Six digits for one access: computed whenever they are needed, stored nowhere."""

from uuid import UUID

from django.conf import settings

from visavis.lib.tokens import base64url_decode, mac, same

DIGITS = 6


def code_for(access_id: UUID) -> str:
    """The code that opens this access."""
    key: str = settings.SECRET_KEY
    number = int.from_bytes(base64url_decode(mac(key.encode(), "history code", str(access_id))), "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def is_code(access_id: UUID, typed: str) -> bool:
    """Whether `typed` is the code; spaces between the digits are allowed."""
    return same("".join(typed.split()), code_for(access_id))
