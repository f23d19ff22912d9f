"""Six digits for one access: computed whenever they are needed, stored nowhere."""

from uuid import UUID

from django.conf import settings

from visavis.lib.tokens import base64url_decode, mac, same

DIGITS = 6


def code_for(access_id: UUID) -> str:
    """The code that opens this access."""
    return _code_under(settings.SECRET_KEY, access_id)


def is_code(access_id: UUID, typed: str) -> bool:
    """Whether `typed` is the code, also one that was mailed before a key was rotated out.

    Spaces between the digits are allowed.
    """
    code = "".join(typed.split())
    keys: list[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(same(code, _code_under(key, access_id)) for key in keys)


def _code_under(key: str, access_id: UUID) -> str:
    number = int.from_bytes(base64url_decode(mac(key.encode(), "history code", str(access_id))), "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"
