"""What every message to a specialist says: each kind, in each language, by each channel."""

from itertools import product

import pytest
from django.conf import settings

from visavis.booking.models import Appointment
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.tests.sample_messages import (
    FOR_SPECIALISTS,
    LANGUAGES,
    START,
    an_appointment,
    composed,
    for_specialist,
    message,
)
from visavis.notify.port import ChannelName
from visavis.web.zones import zone_label

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment() -> Appointment:
    return an_appointment()


@pytest.mark.parametrize(("kind", "language"), list(product(FOR_SPECIALISTS, LANGUAGES)))
def test_every_mail_to_a_specialist_is_in_their_zone_and_leads_to_the_desk(
    appointment: Appointment, kind: Kind, language: str
) -> None:
    mail = composed(for_specialist(appointment, kind, language))
    assert mail.to == appointment.specialist.email
    assert f"10:00–10:50 ({zone_label(START, 'Europe/Kyiv', language)})" in mail.text
    assert f"09:00–09:50 ({zone_label(START, 'Europe/Berlin', language)})" in mail.text
    assert f"/desk/appointments/{appointment.public_id}/" in mail.text
    assert "Ivan Petrenko" in mail.subject
    assert "/v/" not in mail.text + mail.html, "a personal link is the client's alone"
    assert mail.calendar == b""


@pytest.mark.parametrize(
    ("kind", "language", "channel"), list(product(FOR_SPECIALISTS, LANGUAGES, ChannelName))
)
def test_every_message_to_a_specialist_says_who_and_when_by_their_clock_and_leads_to_the_desk(
    appointment: Appointment, kind: Kind, language: str, channel: ChannelName
) -> None:
    sent = composed(for_specialist(appointment, kind, language, channel))
    specialist = appointment.specialist
    assert sent.to == (specialist.phone if channel is ChannelName.SMS else specialist.email)
    assert "Ivan Petrenko" in sent.text
    assert "10:00" in sent.text
    assert f"({zone_label(START, 'Europe/Kyiv', language)})" in sent.text
    room = "room/" if kind is Kind.CLIENT_WAITING else ""
    link = f"{settings.VISAVIS.base_url}/desk/appointments/{appointment.public_id}/{room}"
    assert link in sent.text.split()
    assert "+380441234567" in sent.text
    assert "/v/" not in sent.text
    assert "%(" not in sent.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "is waiting for you"), ("uk", "чекає"), ("ru", "ждёт")]
)
def test_a_text_message_says_to_the_specialist_that_somebody_waits(
    appointment: Appointment, language: str, words: str
) -> None:
    text = composed(for_specialist(appointment, Kind.CLIENT_WAITING, language, ChannelName.SMS)).text
    assert words in text
    assert "Ivan Petrenko" in text


def test_a_specialist_s_mail_holds_neither_contact_nor_what_the_client_wrote(
    appointment: Appointment,
) -> None:
    appointment.client_message = "I cannot sleep"
    mail = composed(message(appointment, Kind.SCHEDULED, recipient=Recipient.SPECIALIST))
    for private in ("I cannot sleep", "ivan@example.org", "+380501234567"):
        assert private not in mail.text + mail.html + mail.subject


def test_a_late_cancellation_says_so_to_the_specialist(appointment: Appointment) -> None:
    row = message(appointment, Kind.CANCELLED, recipient=Recipient.SPECIALIST)
    assert "later than the notice allows" not in composed(row).text
    appointment.cancelled_late = True
    assert "later than the notice allows" in composed(row).text
