"""E-mail by an SMTP server, over a connection that is kept while there is something to send."""

import contextlib
import smtplib
import ssl
import time
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cache
from typing import Protocol

from visavis.notify.email.mime import mail, wire_address
from visavis.notify.port import ChannelError, Outgoing, Receipt

PATIENCE_S = 10.0
"""For each single answer of the server. A whole delivery stays well below a lease."""
QUIET_S = 5.0
"""After so long a silence a connection is asked whether it still stands."""
MAILS_PER_CONNECTION = 100
"""Servers limit it, and end the connection in the middle of the next mail."""

NOT_THE_ADDRESS = frozenset({421, 450, 451, 452, 454, 530, 534, 535, 538})
"""Answers that tell of the server or of our configuration rather than of one recipient."""


class Server(Protocol):
    """Where mail is handed in. `tls` is `starttls`, `ssl` or `none`."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def tls(self) -> str: ...


class SmtpChannel:
    """One connection to one server."""

    def __init__(self, server: Server, *, sender: str, patience_s: float = PATIENCE_S) -> None:
        self._server = server
        self._sender = sender
        self._patience_s = patience_s
        self._smtp: smtplib.SMTP | None = None
        self._mails = 0
        self._used = 0.0

    def open(self) -> None:
        """Connect, unless the connection stands. Raises `ChannelError`."""
        try:
            self._connected()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise ChannelError(self._said(error), permanent=False) from error

    def send(self, message: Outgoing) -> Receipt:
        """Hand one mail to the server. Raises `ChannelError`."""
        try:
            made = mail(message, sender=self._sender, now=datetime.now(UTC))
            recipient = wire_address(message.to)
        except ValueError as error:
            raise ChannelError(str(error), permanent=True) from error
        try:
            self._hand_over(recipient, made)
        except smtplib.SMTPException as error:
            # Nobody knows what state the dialogue is in; a new connection begins anew.
            self._drop()
            raise ChannelError(self._said(error), permanent=_permanent(error)) from error
        except OSError as error:
            self._drop()
            raise ChannelError(self._said(error), permanent=False) from error
        return Receipt()

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._smtp:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _hand_over(self, recipient: str, content: bytes) -> None:
        sender = parseaddr(self._sender)[1]
        # RFC 6531: only a server that says so takes letters beyond ASCII in addresses.
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        self._connected().sendmail(sender, [recipient], content, mail_options=options)
        self._used = time.monotonic()
        self._mails += 1

    def _connected(self) -> smtplib.SMTP:
        if self._smtp and (self._mails >= MAILS_PER_CONNECTION or not self._stands(self._smtp)):
            self.close()
        if self._smtp is None:
            self._smtp = self._connect()
            self._mails, self._used = 0, time.monotonic()
        return self._smtp

    def _stands(self, smtp: smtplib.SMTP) -> bool:
        if time.monotonic() - self._used < QUIET_S:
            return True
        try:
            return smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._patience_s, context=_trusting()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._patience_s)
        try:
            if server.tls == "starttls":
                smtp.starttls(context=_trusting())
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    def _said(self, error: Exception) -> str:
        """The server's own words, without the password that some servers repeat."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            said = "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())
        elif isinstance(error, smtplib.SMTPResponseException):
            said = f"{error.smtp_code} {_text(error.smtp_error)}"
        else:
            said = str(error) or type(error).__name__
        return said.replace(self._server.password, "…") if self._server.password else said


@cache
def _trusting() -> ssl.SSLContext:
    """Whom this machine trusts; reading that takes a while."""
    return ssl.create_default_context()


def _permanent(error: smtplib.SMTPException) -> bool:
    """Whether the recipient or the mail itself was refused for good.

    A refused sign-in or sender concerns every mail: somebody mends it, and nothing must be lost until then.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPDataError):
        codes = [error.smtp_code]
    else:
        return isinstance(error, smtplib.SMTPNotSupportedError)
    return all(code >= 500 and code not in NOT_THE_ADDRESS for code in codes)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
