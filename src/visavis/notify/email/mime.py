"""Build the bytes of an e-mail from an outgoing message. Pure.

It uses the older interface of Python's `email`: the newer one parses every header it is given, and took
half of the time that sending a message takes.
"""

import secrets
from datetime import datetime
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from io import BytesIO

from visavis.lib.email_addresses import wire_address, wire_address_or_same
from visavis.lib.plain_text import one_line
from visavis.notify.port import OutgoingMessage


class _Wire(Compat32):
    """SMTP line endings; a short ASCII header is written without being parsed first."""

    def fold_binary(self, name: str, value: str | Header) -> bytes:
        if (
            isinstance(value, str)
            and value.isascii()
            and len(name) + len(value) < _LINE
            and "\n" not in value
        ):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)  # type: ignore[arg-type]  # it takes both


_LINE = 76
_WIRE = _Wire(linesep="\r\n", max_line_length=_LINE)
_LONGEST_LINE = 900
_FILE = "appointment.ics"


def build_email(message: OutgoingMessage, *, sender: str, now: datetime) -> bytes:
    """The e-mail. `sender` is an address, with or without a name; `now` becomes its Date.

    Raises `ValueError` when the recipient's is no address.
    """
    made = _body(message)
    own_name, address = parseaddr(sender)
    made["From"] = _mailbox(own_name or message.sender_name, wire_address_or_same(address))
    made["To"] = _mailbox(message.to_name, wire_address(message.to))
    # Not encoded yet: an encoded header would be folded a second time.
    made["Subject"] = _header(message.subject)  # type: ignore[assignment]  # stubs know of strings only
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message.message_id
    if message.reply_to:
        made["Reply-To"] = _mailbox(message.sender_name, wire_address_or_same(message.reply_to))
    # Out-of-office programs must not answer a machine.
    made["Auto-Submitted"] = "auto-generated"
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_WIRE).flatten(made)
    return written.getvalue()


def _body(message: OutgoingMessage) -> Message:
    """The text in its forms; a calendar entry is one of them, so that a meeting is shown, and a file."""
    parts: list[Message] = [_text(message.text, "plain")]
    if message.html:
        parts.append(_text(message.html, "html"))
    if not message.calendar:
        return parts[0] if len(parts) == 1 else _multipart("alternative", *parts)
    entry = _text(message.calendar.decode(), "calendar")
    entry.set_param("method", message.calendar_method)
    file = MIMEApplication(message.calendar, "ics", name=_FILE)
    file["Content-Disposition"] = f'attachment; filename="{_FILE}"'
    return _multipart("mixed", _multipart("alternative", *parts, entry), file)


def _multipart(kind: str, *parts: Message) -> Message:
    # A random boundary, without searching the whole mail for it.
    whole = MIMEMultipart(kind, boundary=f"={secrets.token_hex(16)}")
    for part in parts:
        # The outermost one is enough.
        del part["MIME-Version"]
        whole.attach(part)
    return whole


def _text(text: str, kind: str) -> Message:
    plain = text.isascii() and all(len(line) <= _LONGEST_LINE for line in text.splitlines())
    return MIMEText(text, kind, "us-ascii" if plain else "utf-8")


def _mailbox(name: str, address: str) -> str:
    """A name and an address; an address with letters beyond ASCII goes as it is, for SMTPUTF8."""
    name = one_line(name)
    if not address.isascii():
        return address
    if name.isascii():
        return formataddr((name, address))
    # RFC 2047: an encoded word has 75 octets at most, so a long name is several of them.
    words = Header(name, "utf-8", maxlinelen=74, header_name="Reply-To").encode().split()
    return f"{' '.join(words)} <{address}>"


def _header(text: str) -> str | Header:
    text = one_line(text)
    return text if text.isascii() else Header(text, "utf-8", header_name="Subject")
