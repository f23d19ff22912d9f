"""What a mail looks like on the wire, whatever its names and addresses are."""

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.lib.email_addresses import mailto_uri
from visavis.lib.plain_text import one_line
from visavis.notify.email.mime import build_email
from visavis.notify.port import OutgoingMessage

NOW = datetime(2026, 12, 7, 6, 0, tzinfo=UTC)
ENCODED_WORD = re.compile(rb"=\?[^?\s]+\?[bqBQ]\?[^?\s]*\?=")
LONGEST_WORD, LONGEST_LINE = 75, 998
"""Octets: of RFC 2047, and of RFC 5322 without its line's end."""
UKRAINIAN = st.text(
    'абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐЇЄІ’ -–«»()",.:;@<>=?_%0123456789abcXYZ🙂', max_size=300
)


MESSAGE = OutgoingMessage(to="ivan@example.org", subject="Booked", text="Words", message_id="<1@example.org>")


def sent(message: OutgoingMessage, sender: str = "desk@example.org") -> bytes:
    return build_email(message, sender=sender, now=NOW)


def read(mail: bytes) -> EmailMessage:
    made = email.message_from_bytes(mail, policy=policy.SMTP)
    assert isinstance(made, EmailMessage)
    return made


def shown_name(mail: bytes, header: str) -> str:
    """The name as RFC 2047 has it read: Python's newer parser keeps the space between two encoded words."""
    name, _address = parseaddr(email.message_from_bytes(mail)[header])
    return str(make_header(decode_header(name)))


@given(subject=UKRAINIAN, name=UKRAINIAN, practice=UKRAINIAN)
def test_a_long_subject_and_long_names_are_read_as_they_were_written(
    subject: str, name: str, practice: str
) -> None:
    mail = sent(
        replace(MESSAGE, subject=subject, to_name=name, sender_name=practice, reply_to="hello@example.org")
    )
    head = mail.split(b"\r\n\r\n")[0]
    assert head.isascii()
    assert max((len(word) for word in ENCODED_WORD.findall(head)), default=0) <= LONGEST_WORD
    assert max(len(line) for line in mail.split(b"\r\n")) <= LONGEST_LINE
    made = read(mail)
    assert [str(made[header].defects) for header in ("Subject", "From", "To", "Reply-To")] == ["()"] * 4
    assert one_line(str(made["Subject"])) == one_line(subject)
    for header, written in (("To", name), ("From", practice), ("Reply-To", practice)):
        assert one_line(shown_name(mail, header)) == one_line(written)


@pytest.mark.parametrize("header", ["From", "To", "Reply-To"])
def test_an_international_domain_goes_in_ascii(header: str) -> None:
    to, reply_to = "ivan@пошта.укр", "hello@пошта.укр"
    mail = sent(replace(MESSAGE, to=to, sender_name="Практика", reply_to=reply_to), "desk@пошта.укр")
    assert mail.isascii()
    (address,) = read(mail)[header].addresses
    assert address.domain == "xn--80a1acn3a.xn--j1amh"


def test_a_uri_of_an_address_is_ascii() -> None:
    assert mailto_uri("ivan+work@пошта.укр") == "mailto:ivan+work@xn--80a1acn3a.xn--j1amh"
    assert mailto_uri("іван@example.org").isascii()
