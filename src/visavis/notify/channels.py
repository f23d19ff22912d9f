"""Which channel carries what, decided by the configuration and checked when the program starts."""

from typing import Never

from django.conf import settings

from visavis.notify.email.smtp import SmtpChannel
from visavis.notify.outbox.channel import OutboxChannel
from visavis.notify.port import Channel, ChannelError, ChannelName, Outgoing
from visavis.notify.sms.http import HttpGateway


class NotConfigured:
    """Stands where a channel is missing: it says so each time, and loses nothing."""

    def __init__(self, variable: str) -> None:
        self._variable = variable

    def open(self) -> None:
        """Raises `ChannelError` with the name of the variable that is missing."""
        self._refuse()

    def send(self, message: Outgoing) -> Never:
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
    """Whether messages by this channel can leave the house, or reach the demo's outbox."""
    return not isinstance(channel_for(name), NotConfigured)


def _email() -> Channel:
    if settings.VISAVIS.email:
        return SmtpChannel(settings.VISAVIS.email, sender=settings.VISAVIS.email_from)
    return OutboxChannel(ChannelName.EMAIL) if settings.VISAVIS.demo else NotConfigured("VISAVIS_EMAIL_URL")


def _sms() -> Channel:
    gateway = settings.VISAVIS.sms
    if gateway.kind == "http":
        return HttpGateway(gateway.url, token=gateway.token, body=gateway.body)
    return OutboxChannel(ChannelName.SMS) if gateway.kind == "outbox" else NotConfigured("VISAVIS_SMS")
