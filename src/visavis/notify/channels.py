"""The channel of each name, as the settings choose it. They are checked when the program starts."""

from typing import Never

from django.conf import settings

from visavis.notify.email.smtp import SmtpChannel
from visavis.notify.outbox.channel import OutboxChannel
from visavis.notify.port import Channel, ChannelError, ChannelName, OutgoingMessage
from visavis.notify.sms.gateways import GATEWAYS


class NotConfigured:
    """In place of a channel that is not configured: it refuses every message, which is tried again later."""

    def __init__(self, variable: str) -> None:
        self._variable = variable

    def open(self) -> None:
        """Raises `ChannelError` with the name of the variable that is missing."""
        self._refuse()

    def send(self, message: OutgoingMessage) -> Never:
        """Raises `ChannelError`."""
        self._refuse()

    def close(self) -> None:
        """Nothing to let go of."""

    def _refuse(self) -> Never:
        raise ChannelError(f"{self._variable} is not set", permanent=False, configured=False)


def channel_for(name: ChannelName | str) -> Channel:
    """A new channel of that name, for one thread. Raises `ValueError` for a name we do not have."""
    return _email() if ChannelName(name) is ChannelName.EMAIL else _sms()


def configured(name: ChannelName | str) -> bool:
    """Whether messages can be sent by this channel, or reach the demo's outbox."""
    return not isinstance(channel_for(name), NotConfigured)


def _email() -> Channel:
    if settings.VISAVIS.email:
        return SmtpChannel(settings.VISAVIS.email, sender=settings.VISAVIS.email_from)
    return OutboxChannel(ChannelName.EMAIL) if settings.VISAVIS.demo else NotConfigured("VISAVIS_EMAIL_URL")


def _sms() -> Channel:
    sms = settings.VISAVIS.sms
    return GATEWAYS[sms.gateway].channel(**sms.options) if sms.configured else NotConfigured("VISAVIS_SMS")
