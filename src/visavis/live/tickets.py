"""Tickets: what lets a browser read some streams over a WebSocket, for a minute.

A page asks for one by an ordinary POST that is authorised like every other; the process that serves the
streams knows neither sessions nor grants, it only checks the signature. A browser that connects again asks
again, so whoever lost their right in between is refused by the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

LASTS = timedelta(seconds=60)
_SALT = "visavis.live.ticket"


@dataclass(frozen=True, slots=True)
class Keys:
    """Django's secret keys: the first signs, all of them verify."""

    signs: str
    verify: tuple[str, ...] = ()


class NoTicket(Exception):
    """Not one of ours, or too old."""


def sign(streams: Iterable[str], keys: Keys, *, now: datetime) -> str:
    """A ticket for `streams` that is good for `LASTS`."""
    claims = {"until": (now + LASTS).timestamp(), "streams": list(streams)}
    return signing.dumps(claims, key=keys.signs, salt=_SALT)


def streams_of(ticket: str, keys: Keys, *, now: datetime) -> Sequence[str]:
    """The streams that the bearer of `ticket` may read. Raises `NoTicket`."""
    try:
        claims = signing.loads(ticket, key=keys.signs, salt=_SALT, fallback_keys=list(keys.verify))
    except signing.BadSignature:
        raise NoTicket from None
    match claims:
        case {"until": float(until), "streams": [*streams]} if now <= datetime.fromtimestamp(until, UTC):
            return [str(stream) for stream in streams]
    raise NoTicket


def cursors_from(given: object, streams: Sequence[str]) -> Mapping[str, int]:
    """Where a reader goes on in each of `streams`; from the beginning where they do not say it soundly."""
    said = given if isinstance(given, dict) else {}
    return {stream: _number(said.get(stream)) for stream in streams}


def _number(value: object) -> int:
    sound = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**62
    return value if sound else 0  # type: ignore[return-value]  # checked just above
