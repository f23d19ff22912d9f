"""The port of channels: a channel sends one finished message to one address.

It knows nothing of appointments. Its one error class says whether trying again can help.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError


class ChannelName(StrEnum):
    """The kinds of channels."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """One message, ready to be sent. `to` is an e-mail address, or a phone number as E.164."""

    to: str
    text: str
    message_id: str
    """The same for every attempt, so that a second copy can be recognised. With angle brackets."""
    to_name: str = ""
    subject: str = ""
    html: str = ""
    calendar: bytes = b""
    """An iCalendar entry to attach, or nothing."""
    calendar_method: str = ""
    reply_to: str = ""
    sender_name: str = ""
    """The sender's name; the channel sets the address."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side has accepted the message."""

    provider_id: str = ""
    """The other side's id of the message, if it gives one."""


class ChannelError(DomainError):
    """The message was not accepted."""

    code = "message_not_sent"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("The message could not be sent just now. Please try again in a few minutes.")

    def __init__(self, detail: str, *, permanent: bool, configured: bool = True, ours: bool = False) -> None:
        """`permanent`: trying again cannot help. `detail` is for staff, in the words of the other side.

        `ours`: not this recipient is refused but the practice, until somebody mends it.
        """
        self.detail = detail
        self.permanent = permanent
        self.configured = configured
        self.ours = ours
        super().__init__()

    def __str__(self) -> str:
        return self.detail


class Channel(Protocol):
    """Sends messages one at a time; an instance belongs to one thread."""

    def open(self) -> None:
        """Connect, where that takes time, so that `send` is short. Raises `ChannelError`."""
        ...

    def send(self, message: OutgoingMessage) -> Receipt:
        """Send the message; returns once the other side has accepted it. Raises `ChannelError`."""
        ...

    def close(self) -> None:
        """Close connections; the channel can be used again afterwards."""
        ...
