"""E-mail by an SMTP server, over a connection that is kept while there is something to send."""

import contextlib
import smtplib
import ssl
import time
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import cache
from typing import Protocol

from visavis.lib.email_addresses import wire_address, wire_address_or_same
from visavis.notify.email.mime import build_email
from visavis.notify.port import ChannelError, OutgoingMessage, Receipt
from visavis.notify.verdict import Verdict, smtp_verdict

TIMEOUT_S = 10.0
"""For each reply of the server. A whole delivery takes well below a lease."""
IDLE_CHECK_S = 5.0
"""A connection that was idle for this long is checked by NOOP."""
MAILS_PER_CONNECTION = 100
"""Servers limit it and close the connection during the next mail."""


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

    def __init__(self, server: Server, *, sender: str, timeout_s: float = TIMEOUT_S) -> None:
        self._server = server
        self._sender = sender
        self._timeout_s = timeout_s
        self._smtp: smtplib.SMTP | None = None
        self._mails = 0
        self._used = 0.0

    def open(self) -> None:
        """Connect, unless connected. Raises `ChannelError`."""
        try:
            self._connected()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            signed_in = not isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPNotSupportedError)
            raise self._refusal(error, Verdict.LATER if signed_in else Verdict.OURS) from error

    def send(self, message: OutgoingMessage) -> Receipt:
        """Hand one mail to the server. Raises `ChannelError`."""
        try:
            made = build_email(message, sender=self._sender, now=datetime.now(UTC))
            recipient = wire_address(message.to)
        except ValueError as error:
            raise ChannelError(str(error), permanent=True) from error
        try:
            self._send_bytes(recipient, made)
        except smtplib.SMTPException as error:
            # The state of the dialogue is unknown; start with a new connection.
            self._drop()
            raise self._refusal(error, _verdict(error)) from error
        except OSError as error:
            self._drop()
            raise ChannelError(self._error_text(error), permanent=False) from error
        return Receipt()

    def close(self) -> None:
        """Quit and close the connection."""
        if self._smtp:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._drop()

    def _send_bytes(self, recipient: str, content: bytes) -> None:
        sender = wire_address_or_same(parseaddr(self._sender)[1])
        # RFC 6531: only a server that announces SMTPUTF8 accepts addresses beyond ASCII.
        options = [] if recipient.isascii() else ["SMTPUTF8"]
        self._connected().sendmail(sender, [recipient], content, mail_options=options)
        self._used = time.monotonic()
        self._mails += 1

    def _connected(self) -> smtplib.SMTP:
        if self._smtp and (self._mails >= MAILS_PER_CONNECTION or not self._is_alive(self._smtp)):
            self.close()
        if self._smtp is None:
            self._smtp = self._connect()
            self._mails, self._used = 0, time.monotonic()
        return self._smtp

    def _is_alive(self, smtp: smtplib.SMTP) -> bool:
        if time.monotonic() - self._used < IDLE_CHECK_S:
            return True
        try:
            return smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=self._timeout_s, context=_tls_context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout_s)
        try:
            if server.tls == "starttls":
                smtp.starttls(context=_tls_context())
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

    def _refusal(self, error: Exception, verdict: Verdict) -> ChannelError:
        permanent, ours = verdict is Verdict.RECIPIENT, verdict is Verdict.OURS
        return ChannelError(self._error_text(error), permanent=permanent, ours=ours)

    def _error_text(self, error: Exception) -> str:
        """The server's own words, without the password that some servers repeat."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            said = "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())
        elif isinstance(error, smtplib.SMTPResponseException):
            said = f"{error.smtp_code} {_text(error.smtp_error)}"
        else:
            said = str(error) or type(error).__name__
        return said.replace(self._server.password, "…") if self._server.password else said


@cache
def _tls_context() -> ssl.SSLContext:
    """The machine's certificate authorities, read once."""
    return ssl.create_default_context()


def _verdict(error: smtplib.SMTPException) -> Verdict:
    """Whose trouble it is that a mail was not taken.

    A refused sign-in or sender concerns every mail: somebody mends it, and nothing must be lost until then.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((code, words),) = list(error.recipients.values())[:1]
        return smtp_verdict(code, _text(words))
    if isinstance(error, smtplib.SMTPDataError):
        return smtp_verdict(error.smtp_code, _text(error.smtp_error))
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPAuthenticationError):
        return Verdict.OURS if error.smtp_code >= 500 else Verdict.LATER
    # The server takes no letters beyond ASCII in an address.
    return Verdict.RECIPIENT if isinstance(error, smtplib.SMTPNotSupportedError) else Verdict.LATER


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
