"""Six digits for one entrance: computed again whenever they are needed, stored nowhere."""

from uuid import UUID

from django.conf import settings

from visavis.lib.tokens import from_letters, mac, same

DIGITS = 6


def code_of(entrance: UUID) -> str:
    """The code that opens this entrance."""
    key: str = settings.SECRET_KEY
    number = int.from_bytes(from_letters(mac(key.encode(), "history code", str(entrance))), "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def opens(entrance: UUID, typed: str) -> bool:
    """Whether somebody who may have put spaces between the digits typed the code."""
    return same("".join(typed.split()), code_of(entrance))
