"""Django's own mails (allauth's, when a password is forgotten) by the same channel as everything else."""

from collections.abc import Sequence
from email.utils import make_msgid, parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from visavis.notify.channels import channel_for
from visavis.notify.port import ChannelError, ChannelName, OutgoingMessage


class ChannelBackend(BaseEmailBackend):
    """Sends each of Django's mails to each of its recipients by the e-mail channel."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many mails went out. Raises `ChannelError`, unless told to fail silently."""
        channel = channel_for(ChannelName.EMAIL)
        sent = 0
        try:
            for message in email_messages:
                for recipient in message.recipients():
                    channel.send(_outgoing(message, recipient))
                sent += 1
        except ChannelError:
            if not self.fail_silently:
                raise
        finally:
            channel.close()
        return sent


def _outgoing(message: EmailMessage, recipient: str) -> OutgoingMessage:
    name, address = parseaddr(recipient)
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
    return OutgoingMessage(
        to=address,
        to_name=name,
        subject=str(message.subject),
        text=str(message.body),
        html=html,
        message_id=make_msgid(domain="visavis"),
    )
