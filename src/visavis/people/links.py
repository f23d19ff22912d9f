"""Personal links: `HMAC(key, appointment, party, generation)`, rebuilt for every message.

Nothing secret is stored. Raising an appointment's generation voids every link that was sent before.
Keys rotate: the first one signs, all of them verify.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing

from visavis.lib.tokens import mac, same, uuid_from_base64url, uuid_to_base64url
from visavis.people.parties import Party

GRANT_COOKIE = "grant"
GRANT_AGE_S = 31 * 24 * 3600
_BEARER = "visavis.api.grant"


class LinkSource(StrEnum):
    """By which way somebody came by a personal link; each has its own code, so that the link tells.

    Opening a link proves the contact that it was sent to, and nothing but that.
    """

    EMAIL = "email"
    PHONE = "phone"
    COPY = "copy"
    """Shown on a page: to staff, or to the browser that booked. It opens, and proves no contact."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a personal link claims; it is true only if `is_valid` says so."""

    appointment: UUID
    code: str


def link_token(
    appointment: UUID,
    generation: int,
    party: Party = Party.CLIENT,
    *,
    source: LinkSource = LinkSource.COPY,
) -> str:
    """The part of a personal link after `/v/`: 42 letters that fit into a text message."""
    key = settings.VISAVIS.link_keys[0]
    return uuid_to_base64url(appointment) + _code(key, appointment, generation, party, source)


def personal_link(appointment: UUID, generation: int, *, source: LinkSource = LinkSource.COPY) -> str:
    """The whole address of a client's personal link."""
    return f"{settings.VISAVIS.base_url}/v/{link_token(appointment, generation, source=source)}"


def parse_token(token: str) -> Link | None:
    """Take a token apart without believing it; None when we cannot have made it."""
    try:
        return Link(uuid_from_base64url(token[:22]), token[22:])
    except ValueError:
        return None


def is_valid(link: Link, generation: int, party: Party = Party.CLIENT) -> bool:
    """Whether the link was made by us for this appointment at its present generation."""
    return source_of(link, generation, party) is not None


def source_of(link: Link, generation: int, party: Party = Party.CLIENT) -> LinkSource | None:
    """Where a link came from; None where we did not make it for this appointment and generation."""
    for key in settings.VISAVIS.link_keys:
        for source in LinkSource:
            if same(link.code, _code(key, link.appointment, generation, party, source)):
                return source
    return None


def sign_grant(appointment: UUID, generation: int, source: LinkSource = LinkSource.COPY) -> str:
    """The value of the cookie that stands for a personal link once it was opened."""
    return signing.dumps([str(appointment), generation, source.value], salt="visavis.grant")


def read_grant(value: str | None, appointment: UUID, generation: int) -> LinkSource | None:
    """From where a cookie's right to act for the client of this appointment comes; None where it has none."""
    if not value:
        return None
    try:
        claims = signing.loads(value, salt="visavis.grant", max_age=GRANT_AGE_S)
        named, of_generation, source = claims
        known = LinkSource(source)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return known if [named, of_generation] == [str(appointment), generation] else None


def is_granted(value: str | None, appointment: UUID, generation: int) -> bool:
    """Whether a cookie's value lets its browser act for the client of this appointment."""
    return read_grant(value, appointment, generation) is not None


def sign_bearer_grant(appointment: UUID, generation: int) -> str:
    """What a program sends instead of a cookie, once it was given a personal link.

    It bears another salt than the cookie's: neither of the two can be used as the other.
    """
    return signing.dumps([str(appointment), generation], salt=_BEARER)


def read_bearer_grant(value: str) -> tuple[UUID, int] | None:
    """The appointment and the generation that a bearer's grant names; None where we did not sign it."""
    try:
        appointment, generation = signing.loads(value, salt=_BEARER, max_age=GRANT_AGE_S)
        return UUID(appointment), int(generation)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def grant_path(appointment: UUID) -> str:
    """The addresses a grant is for: this appointment's and no other's."""
    return f"/a/{appointment}/"


def _code(key: str, appointment: UUID, generation: int, party: Party, source: LinkSource) -> str:
    return mac(key.encode(), "personal link", str(appointment), party.value, str(generation), source.value)
