"""Tickets: what lets a browser read some streams over a WebSocket, for a minute.

A page asks for one by an ordinary POST that is authorised like every other; the process that serves the
streams knows neither sessions nor grants, it only checks the signature. A browser that connects again asks
again, so whoever lost their right in between is refused by the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

TICKET_LIFETIME = timedelta(seconds=60)
_SALT = "visavis.live.ticket"


@dataclass(frozen=True, slots=True)
class Keys:
    """Django's secret keys: the first signs, all of them verify."""

    signs: str
    verify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the bearer of a ticket may read, and who they are: their sockets are counted together."""

    streams: Sequence[str]
    bearer: str
    signed_at: datetime


class InvalidTicket(Exception):
    """Not one of ours, or too old."""


def sign(streams: Iterable[str], keys: Keys, *, bearer: str, now: datetime) -> str:
    """A ticket for `streams` that is good for `TICKET_LIFETIME`."""
    claims = {
        "signed": now.timestamp(),
        "streams": list(streams),
        "bearer": bearer,
    }
    return signing.dumps(claims, key=keys.signs, salt=_SALT)


def read_ticket(ticket: str, keys: Keys, *, now: datetime) -> Ticket:
    """Who the bearer of `ticket` is, and what they may read. Raises `InvalidTicket`."""
    try:
        claims = signing.loads(ticket, key=keys.signs, salt=_SALT, fallback_keys=list(keys.verify))
    except signing.BadSignature:
        raise InvalidTicket from None
    match claims:
        case {"signed": float(signed), "streams": [*streams], "bearer": str(bearer)}:
            signed_at = datetime.fromtimestamp(signed, UTC)
            if now <= signed_at + TICKET_LIFETIME:
                return Ticket([str(stream) for stream in streams], bearer, signed_at)
    raise InvalidTicket


def cursors_from(given: object, streams: Sequence[str]) -> Mapping[str, int]:
    """The cursor in each of `streams`; 0 where `given` has no valid one."""
    said = given if isinstance(given, dict) else {}
    return {stream: _number(said.get(stream)) for stream in streams}


def _number(value: object) -> int:
    sound = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62
    return value if sound else 0  # type: ignore[return-value]  # checked just above
