"""The people of one appointment: its client, its specialist, and sometimes a guest."""

from collections.abc import Sequence
from enum import StrEnum


class Party(StrEnum):
    """As whom somebody comes to an appointment."""

    CLIENT = "client"
    SPECIALIST = "specialist"
    GUEST = "guest"
    """A third person, such as an interpreter. Nobody is let in as a guest yet."""


CALL_PARTIES: Sequence[Party] = (Party.CLIENT, Party.SPECIALIST)
"""Between whom a call is held."""


def other_party(party: Party) -> Party:
    """The one whom `party` talks to. Raises `ValueError` for a guest, who talks to both."""
    match party:
        case Party.CLIENT:
            return Party.SPECIALIST
        case Party.SPECIALIST:
            return Party.CLIENT
        case Party.GUEST:
            raise ValueError("A guest talks to both the client and the specialist")
