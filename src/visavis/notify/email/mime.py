"""From an outgoing message to the bytes of an e-mail. Pure but for the date, which is an argument.

By the plain parts of Python's `email`: its newer interface parses every header that it is given, and
took half of all the time that a message takes on its way out.
"""

import secrets
from datetime import datetime
from email.generator import BytesGenerator
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from io import BytesIO

from visavis.notify.port import Outgoing


class _Wire(Compat32):
    """As mail servers want it; a header that fits its line is not taken apart to see whether it does."""

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
_WIRE = _Wire(linesep="\r\n")
_LONGEST_LINE = 900


def mail(message: Outgoing, *, sender: str, now: datetime) -> bytes:
    """The e-mail. `sender` is an address, with or without a name; `now` becomes its Date.

    Raises `ValueError` when the recipient's is no address.
    """
    made = _body(message)
    own_name, address = parseaddr(sender)
    made["From"] = _person(own_name or message.sender_name, address)
    made["To"] = _person(message.to_name, wire_address(message.to))
    # Not encoded yet: what is folded by hand is folded a second time.
    made["Subject"] = _words(message.subject)  # type: ignore[assignment]  # stubs know of strings only
    made["Date"] = format_datetime(now)
    made["Message-ID"] = message.message_id
    if message.reply_to:
        made["Reply-To"] = _person(message.sender_name, message.reply_to)
    # Out-of-office programs must not answer a machine.
    made["Auto-Submitted"] = "auto-generated"
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_WIRE).flatten(made)
    return written.getvalue()


def wire_address(email: str) -> str:
    """The address as mail servers take it, its domain in ASCII. Raises `ValueError` for no address."""
    user, _, domain = email.rpartition("@")
    if not user or any(sign.isspace() or sign in "<>" for sign in email):
        raise ValueError("an e-mail address has a part before and one after the sign @")
    return f"{user}@{domain.encode('idna').decode()}"


def _body(message: Outgoing) -> Message:
    body: Message = _text(message.text, "plain")
    if message.html:
        body = _together("alternative", body, _text(message.html, "html"))
    if not message.calendar:
        return body
    entry = _text(message.calendar.decode(), "calendar")
    entry.set_param("method", message.calendar_method)
    entry["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return _together("mixed", body, entry)


def _together(kind: str, *parts: Message) -> Message:
    # Found by chance, as everyone does, but without searching the whole mail for it.
    whole = MIMEMultipart(kind, boundary=f"={secrets.token_hex(16)}")
    for part in parts:
        # The one of the whole is enough.
        del part["MIME-Version"]
        whole.attach(part)
    return whole


def _text(text: str, kind: str) -> Message:
    plain = text.isascii() and all(len(line) <= _LONGEST_LINE for line in text.splitlines())
    return MIMEText(text, kind, "us-ascii" if plain else "utf-8")


def _person(name: str, address: str) -> str:
    """A name and an address; an address with letters beyond ASCII goes as it is, for SMTPUTF8."""
    name = one_line(name)
    if address.isascii():
        return formataddr((name, address))
    return address


def _words(text: str) -> str | Header:
    text = one_line(text)
    return text if text.isascii() else Header(text, "utf-8", header_name="Subject")


def one_line(text: str) -> str:
    """`text` without line breaks, which would begin a header of their own."""
    return " ".join(text.split())
