"""From an outgoing message to the bytes of an e-mail. Pure but for the date, which is an argument."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from visavis.notify.port import Outgoing


def mail(message: Outgoing, *, sender: str, now: datetime) -> EmailMessage:
    """The e-mail. `sender` is an address, with or without a name; `now` becomes its Date."""
    made = EmailMessage(policy=SMTP)
    made["From"] = _from(sender, message.sender_name)
    made["To"] = person(message.to_name, message.to)
    made["Subject"] = one_line(message.subject)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message.message_id
    if message.reply_to:
        made["Reply-To"] = person(message.sender_name, message.reply_to)
    # Out-of-office programs must not answer a machine.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text)
    if message.html:
        made.add_alternative(message.html, subtype="html")
    if message.calendar:
        made.add_attachment(
            message.calendar.decode(),
            subtype="calendar",
            filename="appointment.ics",
            params={"method": message.calendar_method},
        )
    return made


def person(name: str, email: str) -> Address:
    """A name and an address; the domain as the wire wants it. Raises `ValueError` for no address."""
    user, _, domain = email.rpartition("@")
    if not user:
        raise ValueError("an e-mail address has a part before and one after the sign @")
    return Address(one_line(name), user, domain.encode("idna").decode())


def one_line(text: str) -> str:
    """`text` without line breaks, which would begin a header of their own."""
    return " ".join(text.split())


def _from(sender: str, name: str) -> Address:
    own_name, email = parseaddr(sender)
    return person(own_name or name, email)
