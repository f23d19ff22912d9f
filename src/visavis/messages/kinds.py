"""Kinds and recipients of messages, and the appointment states in which each kind applies. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from visavis.booking.lifecycle import ACTIVE, CHANGEABLE, OPEN, OVER, State


class Kind(StrEnum):
    """What a message is about."""

    CONFIRM_CONTACT = "confirm_contact"
    """For a visitor whose time is held until they open the link in it, and confirm."""
    SCHEDULED = "scheduled"
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    EXPIRED = "expired"
    MOVED = "moved"
    CANCELLED = "cancelled"
    PLACE_CHANGED = "place_changed"
    """For the client: the service has another place, and the appointment takes it over."""
    TERMS_KEPT = "terms_kept"
    """For the client: the service has other terms, and the appointment keeps the agreed ones."""
    CLOCKS_CHANGED = "clocks_changed"
    """For the client: a law changed the clocks, and what they show at the start now."""
    REMINDER = "reminder"
    LINK = "link"
    """The personal link again, because it was asked for or the contact is another."""
    CLIENT_WAITING = "client_waiting"
    """For the specialist: a client is in the waiting room, and nobody has answered."""
    RUNNING_LATE = "running_late"
    """For the clients who come next: their specialist will be late."""
    SUMMARY_PUBLISHED = "summary_published"
    """For the client: where to read a summary. Never its text."""


class Recipient(StrEnum):
    """Whom a message is for."""

    CLIENT = "client"
    SPECIALIST = "specialist"
    TEAM = "team"
    """Somebody of reception or an admin, when the specialist does not answer."""


VALID_STATES: Mapping[Kind, frozenset[State]] = MappingProxyType(
    {
        Kind.CONFIRM_CONTACT: frozenset({State.HELD}),
        # A consultation that is started on the spot is in progress before its link is on the way.
        Kind.SCHEDULED: ACTIVE,
        Kind.APPROVED: ACTIVE,
        Kind.MOVED: ACTIVE,
        Kind.REMINDER: OPEN,
        Kind.CLOCKS_CHANGED: CHANGEABLE,
        Kind.PLACE_CHANGED: CHANGEABLE,
        Kind.TERMS_KEPT: CHANGEABLE,
        Kind.LINK: ACTIVE | {State.REQUESTED},
        # Behind an open door a client waits in the call itself.
        Kind.CLIENT_WAITING: ACTIVE,
        Kind.RUNNING_LATE: OPEN,
        Kind.REQUESTED: frozenset({State.REQUESTED}),
        Kind.DECLINED: frozenset({State.DECLINED}),
        Kind.EXPIRED: frozenset({State.EXPIRED}),
        Kind.CANCELLED: frozenset({State.CANCELLED}),
        Kind.SUMMARY_PUBLISHED: OVER,
    }
)
"""The states of the appointment in which a message of each kind applies."""
