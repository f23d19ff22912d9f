"""What a channel is: something that carries one finished message to one address.

A channel knows nothing of appointments. It says in one error class whether trying again can help.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError


class ChannelName(StrEnum):
    """The ways out of the house."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One message, ready to be carried. `to` is an e-mail address, or a phone number as E.164."""

    to: str
    text: str
    message_id: str
    """The same for every attempt, so that a second copy is known as one. With angle brackets."""
    to_name: str = ""
    subject: str = ""
    html: str = ""
    calendar: bytes = b""
    """An iCalendar entry to attach, or nothing."""
    calendar_method: str = ""
    reply_to: str = ""
    sender_name: str = ""
    """Whom it is from, for readers; the address itself is the channel's business."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side has taken the message over."""

    provider_id: str = ""
    """What it calls the message, where it says so."""


class ChannelError(DomainError):
    """The message was not taken."""

    code = "message_not_sent"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("The message could not be sent just now. Please try again in a few minutes.")

    def __init__(self, detail: str, *, permanent: bool, configured: bool = True) -> None:
        """`permanent`: trying again cannot help. `detail` is for staff, in the words of the other side."""
        self.detail = detail
        self.permanent = permanent
        self.configured = configured
        super().__init__()

    def __str__(self) -> str:
        return self.detail


class Channel(Protocol):
    """Carries messages one at a time; an instance belongs to one thread."""

    def open(self) -> None:
        """Get ready, where that takes time, so that `send` is short. Raises `ChannelError`."""
        ...

    def send(self, message: OutgoingMessage) -> Receipt:
        """Hand the message over; returns once the other side has taken it. Raises `ChannelError`."""
        ...

    def close(self) -> None:
        """Let go of connections; the channel can be used again afterwards."""
        ...
