"""What every message to a client says, each kind, in each language, by each channel; and text messages."""

import re
from datetime import timedelta
from email.headerregistry import Address
from itertools import product

import pytest
from django.conf import settings
from django.utils import translation

from visavis.booking.models import Appointment
from visavis.messages.content.message_content import MessageContent, time_left
from visavis.messages.content.sms_text import segments, sms_text
from visavis.messages.kinds import VALID_STATES, Kind
from visavis.messages.tests.sample_messages import (
    FOR_CLIENTS,
    FOR_SPECIALISTS,
    HOUR,
    LANGUAGES,
    MINUTE,
    START,
    an_appointment,
    composed,
    for_specialist,
    message,
)
from visavis.notify.port import ChannelName
from visavis.people.links import LinkSource, personal_link
from visavis.practice.models import Practice
from visavis.schedule.models import Place
from visavis.web.zones import zone_label

pytestmark = pytest.mark.django_db


@pytest.fixture
def appointment() -> Appointment:
    return an_appointment()


@pytest.mark.parametrize("kind", [Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED])
def test_what_does_not_take_place_is_nowhere(appointment: Appointment, kind: Kind) -> None:
    appointment.client_language = "en"
    assert "your link leads there" in composed(message(appointment, Kind.SCHEDULED)).text
    assert "your link leads there" not in composed(message(appointment, kind)).text


@pytest.mark.parametrize(("kind", "language", "channel"), list(product(FOR_CLIENTS, LANGUAGES, ChannelName)))
def test_every_message_to_a_client_bears_local_time_zone_link_and_phone(
    appointment: Appointment, kind: Kind, language: str, channel: ChannelName
) -> None:
    appointment.client_language = language
    text = composed(message(appointment, kind, channel)).text
    assert "09:00" in text
    assert f"({zone_label(START, 'Europe/Berlin', language)})" in text
    source = LinkSource.PHONE if channel is ChannelName.SMS else LinkSource.EMAIL
    assert personal_link(appointment.public_id, appointment.link_generation, source=source) in text
    assert "+380441234567" in text
    assert "%(" not in text


@pytest.mark.parametrize(("kind", "language"), list(product(FOR_CLIENTS, LANGUAGES)))
def test_every_mail_to_a_client_has_all_that_a_page_has(
    appointment: Appointment, kind: Kind, language: str
) -> None:
    appointment.client_language = language
    mail = composed(message(appointment, kind))
    for part in (mail.text, mail.html):
        assert "Individual session" in part
        assert "Olena Koval" in part
        assert "Riverside Practice" in part
        assert "Crisis line 7333" in part
        assert "2026" in part
    assert mail.html.count(personal_link(appointment.public_id, 1, source=LinkSource.EMAIL)) == 1
    assert mail.reply_to == "hello@riverside.example"
    assert "09:00" in mail.subject
    assert f'<html lang="{language}">' in mail.html
    assert Address(mail.to_name, addr_spec=mail.to).addr_spec == "ivan@example.org"


def test_the_words_of_a_mail_cannot_become_html(appointment: Appointment) -> None:
    appointment.client_name = "<b>Ivan</b>"
    mail = composed(message(appointment, Kind.SCHEDULED))
    assert "<b>Ivan</b>" not in mail.html
    assert "&lt;b&gt;Ivan&lt;/b&gt;" in mail.html
    assert "<b>Ivan</b>" in mail.text


def test_names_with_a_percent_sign_are_only_names(appointment: Appointment) -> None:
    appointment.service.name = "100%(when)s better"
    assert "100%(when)s better" in composed(message(appointment, Kind.SCHEDULED)).subject


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        (Kind.SCHEDULED, "REQUEST"),
        (Kind.APPROVED, "REQUEST"),
        (Kind.MOVED, "REQUEST"),
        (Kind.CANCELLED, "CANCEL"),
        (Kind.REQUESTED, ""),
        (Kind.DECLINED, ""),
        (Kind.REMINDER, ""),
    ],
)
def test_a_calendar_entry_comes_with_what_is_agreed_or_cancelled(
    appointment: Appointment, kind: Kind, method: str
) -> None:
    mail = composed(message(appointment, kind))
    assert mail.calendar_method == method
    assert (f"METHOD:{method}".encode() in mail.calendar) is bool(method)


def test_a_reminder_before_the_room_opens_says_when_and_after_it_to_enter(appointment: Appointment) -> None:
    appointment.client_language = "en"
    early = composed(message(appointment, Kind.REMINDER), before=HOUR)
    assert "in 1 hour" in early.text
    assert "opens at 08:45 (Berlin, UTC+1)" in early.text
    assert "Enter now" not in early.text
    late = composed(message(appointment, Kind.REMINDER), before=15 * MINUTE)
    assert "in 15 minutes" in late.text
    assert "Enter now" in late.text
    assert "opens at" not in late.text


def test_a_reminder_of_a_meeting_in_person_says_where_in_the_time_of_the_place(
    appointment: Appointment,
) -> None:
    appointment.client_language = "en"
    appointment.place = "in_person"
    appointment.address = "12 River Street"
    mail = composed(message(appointment, Kind.REMINDER), before=10 * MINUTE)
    assert "12 River Street" in mail.text
    assert "10:00–10:50 (Kyiv, UTC+2)" in mail.text
    assert "Enter now" not in mail.text


def test_who_cancelled_decides_how_it_is_said(appointment: Appointment) -> None:
    appointment.client_language = "en"
    own = composed(message(appointment, Kind.CANCELLED))
    ours = composed(message(appointment, Kind.CANCELLED, caused_by="staff"))
    assert "You have cancelled" in own.text
    assert "We are sorry" in ours.text


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (48 * HOUR, "in 48 hours"),
        (24 * HOUR - 40 * timedelta(seconds=1), "in 24 hours"),
        (5 * HOUR + 20 * MINUTE, "in 5 hours"),
        (HOUR + 20 * MINUTE, "in 1 h 20 min"),
        (HOUR, "in 1 hour"),
        (55 * MINUTE + timedelta(seconds=20), "in 55 minutes"),
        (MINUTE, "in 1 minute"),
        (timedelta(seconds=20), "now"),
    ],
)
def test_the_time_left_is_what_is_true_now(left: timedelta, words: str) -> None:
    with translation.override("en"):
        assert time_left(left) == words


def test_no_text_message_takes_more_than_three_segments(appointment: Appointment) -> None:
    for language in LANGUAGES:
        appointment.client_language = language
        rows = [message(appointment, kind, ChannelName.SMS) for kind in FOR_CLIENTS]
        rows += [for_specialist(appointment, kind, language, ChannelName.SMS) for kind in FOR_SPECIALISTS]
        for text in [composed(row).text for row in rows]:
            assert len(re.findall("https?://", text)) == 1
            assert segments(text) <= 3, text


def test_the_practice_s_name_is_left_out_where_it_would_cost_a_segment() -> None:
    content = MessageContent(
        "", "", "", "Booked: Wed 16 Dec, 14:30 (Berlin, UTC+1).", [], ("", "https://x.example/v/" + "a" * 42)
    )
    short, long = Practice(name="Riverside", phone="+380441234567"), Practice(name="R" * 200, phone="1")
    assert sms_text(content, short).startswith("Riverside: ")
    assert "RRR" not in sms_text(content, long)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_operators_count_them(text: str, pieces: int) -> None:
    assert segments(text) == pieces


def test_every_kind_says_which_states_it_fits() -> None:
    assert set(VALID_STATES) == set(Kind)


@pytest.mark.parametrize(("language", "day"), [("en", "Tue 8 Dec"), ("uk", "вт"), ("ru", "вт")])
def test_a_confirmation_says_until_when_it_can_be_changed(
    appointment: Appointment, language: str, day: str
) -> None:
    appointment.client_language = language
    appointment.service.change_notice_min = 24 * 60
    row = message(appointment, Kind.SCHEDULED)
    assert day in composed(row, before=25 * HOUR).text
    assert day not in composed(row, before=23 * HOUR).text


def test_an_address_may_hold_a_percent_sign(appointment: Appointment) -> None:
    appointment.place, appointment.address = Place.IN_PERSON.value, "Hall 50 % (left)"
    assert "Hall 50 % (left)" in composed(message(appointment, Kind.REMINDER)).text


def test_a_summary_shared_long_afterwards_is_read_where_no_link_is_needed(appointment: Appointment) -> None:
    row = message(appointment, Kind.SUMMARY_PUBLISHED)
    assert "/v/" in composed(row, before=-29 * 24 * HOUR).text
    late = composed(row, before=-32 * 24 * HOUR).text
    assert "/v/" not in late
    assert f"{settings.VISAVIS.base_url}/history/" in late
