"""E-mail, against a real SMTP server on this machine."""

import email
import re
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port
from visavis.notify.contract import MESSAGE, OtherSide, RefusingChannelContract
from visavis.notify.email.smtp import SmtpChannel
from visavis.notify.port import ChannelError, OutgoingMessage

ENTRY = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@dataclass
class Server:
    port: int
    host: str = "127.0.0.1"
    user: str = ""
    password: str = ""
    tls: str = "none"


class PostBox(OtherSide):
    """An aiosmtpd handler that keeps envelopes, and refuses when it is told to."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.connections = 0
        self.answers: list[str] = []
        self.port = free_port()
        self.controller: Controller | None = None

    def start(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True)
        self.controller.start()

    async def handle_EHLO(  # noqa: N802  aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802  aiosmtpd names it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd names it
        self.envelopes.append(envelope)
        return "250 taken"

    def mails(self) -> list[EmailMessage]:
        contents = [envelope.content for envelope in self.envelopes]
        return [
            email.message_from_bytes(content, policy=policy.default)
            for content in contents
            if isinstance(content, bytes)
        ]

    def arrived(self) -> list[OutgoingMessage]:
        return [
            OutgoingMessage(
                to=envelope.rcpt_tos[0],
                text=_body(mail, "plain"),
                html=_body(mail, "html"),
                subject=mail["Subject"],
                to_name=mail["To"].addresses[0].display_name,
                sender_name=mail["From"].addresses[0].display_name,
                reply_to=mail["Reply-To"].addresses[0].addr_spec,
                message_id=mail["Message-ID"],
            )
            for envelope, mail in zip(self.envelopes, self.mails(), strict=True)
        ]

    def refuse(self, *, permanent: bool) -> None:
        self.answers = ["550 no such mailbox"] if permanent else ["451 try later"]

    def vanish(self) -> None:
        assert self.controller
        self.controller.stop()
        self.controller = None


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


@pytest.fixture
def other_side() -> Iterator[PostBox]:
    box = PostBox()
    box.start()
    yield box
    if box.controller:
        box.controller.stop()


@pytest.fixture
def channel(other_side: PostBox) -> Iterator[SmtpChannel]:
    made = SmtpChannel(Server(other_side.port), sender="noreply@consult.example", timeout_s=2)
    yield made
    made.close()


class TestSmtp(RefusingChannelContract):
    carries = ("to", "to_name", "sender_name", "subject", "text", "html", "message_id", "reply_to")


def test_a_calendar_entry_is_a_form_of_the_text_and_a_file(channel: SmtpChannel, other_side: PostBox) -> None:
    channel.send(replace(MESSAGE, calendar=ENTRY, calendar_method="REQUEST"))
    (mail,) = other_side.mails()
    (shown,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert shown.get_param("method") == "REQUEST"
    assert not shown.is_attachment()
    assert str(shown.get_content()).split() == ENTRY.decode().split()
    (file,) = mail.iter_attachments()
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "appointment.ics")
    assert file.get_content() == ENTRY


def test_encoded_words_are_as_short_as_the_standard_says(channel: SmtpChannel, other_side: PostBox) -> None:
    long = "Індивідуальна консультація психологині Олени Коваль-Нечипоренко " * 3
    channel.send(replace(MESSAGE, subject=long, to_name=long, sender_name=long))
    (mail,) = other_side.mails()
    raw = other_side.envelopes[0].content
    assert isinstance(raw, bytes)
    words = re.findall(rb"=\?utf-8\?.*?\?=", raw.partition(b"\r\n\r\n")[0], re.IGNORECASE)
    assert max(map(len, words)) <= 75
    assert mail["Subject"] == long.strip()
    # Python's own parser puts a space between encoded words of a name; RFC 2047 does not.
    assert mail["To"].addresses[0].display_name.replace(" ", "") == long.replace(" ", "")


def test_a_mail_says_that_a_machine_wrote_it_and_when(channel: SmtpChannel, other_side: PostBox) -> None:
    channel.send(MESSAGE)
    (mail,) = other_side.mails()
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime.tzinfo is not None
    assert other_side.envelopes[0].mail_from == "noreply@consult.example"


def test_no_text_can_begin_a_header_of_its_own(channel: SmtpChannel, other_side: PostBox) -> None:
    channel.send(replace(MESSAGE, subject="Hello\r\nBcc: all@example.org", to_name="Ivan\nX-Evil: 1"))
    (mail,) = other_side.mails()
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None


def test_one_connection_carries_many_mails_and_is_renewed_before_servers_end_it(
    channel: SmtpChannel, other_side: PostBox
) -> None:
    for _ in range(101):
        channel.open()
        channel.send(MESSAGE)
    assert (len(other_side.envelopes), other_side.connections) == (101, 2)


def test_a_connection_that_the_server_ended_meanwhile_is_renewed_unnoticed(
    channel: SmtpChannel, other_side: PostBox
) -> None:
    channel.send(MESSAGE)
    assert other_side.controller
    other_side.controller.stop()
    other_side.start()
    channel._used -= 60
    channel.open()
    channel.send(replace(MESSAGE, to="olena@example.org"))
    assert len(other_side.envelopes) == 2


def test_an_address_that_is_none_is_refused_for_good(channel: SmtpChannel, other_side: PostBox) -> None:
    for address in ("", "ivan", "ivan@exa mple.org", "ivan@ex>ample.org"):
        with pytest.raises(ChannelError) as refused:
            channel.send(replace(MESSAGE, to=address))
        assert refused.value.permanent
    assert other_side.envelopes == []


def test_a_domain_beyond_ascii_travels_in_ascii(channel: SmtpChannel, other_side: PostBox) -> None:
    channel.send(replace(MESSAGE, to="ivan@пошта.укр"))
    assert other_side.envelopes[0].rcpt_tos == ["ivan@xn--80a1acn3a.xn--j1amh"]


def test_a_sender_of_an_international_domain_is_ascii_in_the_envelope(other_side: PostBox) -> None:
    channel = SmtpChannel(Server(other_side.port), sender="Практика <desk@пошта.укр>", timeout_s=2)
    channel.send(MESSAGE)
    channel.close()
    assert other_side.envelopes[0].mail_from == "desk@xn--80a1acn3a.xn--j1amh"


@pytest.mark.parametrize("error", ["530 sign in first", "421 closing", "452 too many"])
def test_what_concerns_the_server_and_not_the_address_is_tried_again(
    channel: SmtpChannel, other_side: PostBox, error: str
) -> None:
    other_side.answers = [error]
    with pytest.raises(ChannelError) as refused:
        channel.send(MESSAGE)
    assert not refused.value.permanent


def test_a_refused_sign_in_is_tried_again_and_keeps_the_password_to_itself() -> None:
    def refuses(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=False, handled=False, message=f"535 wrong: {data.password.decode()}")

    port = free_port()
    controller = Controller(
        PostBox(), hostname="127.0.0.1", port=port, authenticator=refuses, auth_require_tls=False
    )
    controller.start()
    try:
        server = Server(port, user="us", password="very-secret")
        with pytest.raises(ChannelError) as refused:
            SmtpChannel(server, sender="noreply@consult.example").open()
    finally:
        controller.stop()
    assert not refused.value.permanent
    assert "very-secret" not in refused.value.detail
    assert isinstance(refused.value.__cause__, smtplib.SMTPAuthenticationError)
