"""We write to nobody without end, whoever makes us: caps by address, by kind of number, and for the day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from tests import personas
from tests.personas import IVAN, MONDAY
from visavis.booking import rate_limits
from visavis.booking.models import Appointment
from visavis.booking.tests.browsing import FORM, LATER, a_service, with_link
from visavis.messages.delivery import caps
from visavis.messages.models import Message
from visavis.messages.tests.delivering import MINUTE, deliver_due
from visavis.notify.port import ChannelName
from visavis.practice.models import Practice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def flood(appointment: Appointment, number: int, *, kind: str = "link", channel: str = "email") -> None:
    """So many messages that a visitor caused, due at once."""
    Message.objects.all().delete()
    Message.objects.bulk_create(
        Message(
            appointment=appointment, version=appointment.version, kind=kind, sequence=sequence,
            channel=channel, recipient="client", caused_by="client", message_id=f"<{sequence}@example>",
            created_at=MONDAY, due_at=MONDAY, next_attempt_at=MONDAY, expires_at=MONDAY + 3 * DAY,
        )
        for sequence in range(number)
    )  # fmt: skip


def an_appointment() -> Appointment:
    """One whose contact nobody has proven."""
    personas.practice()
    start = MONDAY + 7 * DAY + timedelta(hours=2)
    row = personas.booked(personas.service(personas.olena()), start, details=replace(IVAN, sms=True))
    Appointment.objects.update(email_proven_at=None, phone_proven_at=None)
    return row


def test_details_changed_in_a_loop_write_to_a_handful_only() -> None:
    appointment = personas.booked(a_service(), LATER)
    client = with_link(appointment)
    address = f"/a/{appointment.public_id}/details/"
    answers = [
        client.post(address, {**FORM, "name": "Ivan", "email": f"victim{number}@example.org"})
        for number in range(30)
    ]
    accepted = [answer for answer in answers if answer.status_code == 302]
    assert len(accepted) == rate_limits.CONTACTS_AN_APPOINTMENT
    assert "changed too often" in answers[-1].content.decode()
    sent = {message.to for message in deliver_due(MONDAY + MINUTE)}
    assert len([address for address in sent if address.startswith("victim")]) <= len(accepted)


def test_one_network_names_no_more_contacts_with_many_appointments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_limits, "CONTACTS_A_NETWORK", 3)
    service = a_service()
    found = []
    for start in (LATER, LATER + timedelta(hours=2)):
        appointment = personas.booked(service, start)
        client = with_link(appointment)
        for number in range(3):
            sent = {**FORM, "email": f"{start.hour}v{number}@example.org"}
            found.append(client.post(f"/a/{appointment.public_id}/details/", sent).status_code)
    assert found.count(302) == 3


def test_one_address_gets_so_many_mails_an_hour_and_a_day_over_all_kinds() -> None:
    flood(an_appointment(), 63)
    assert len(deliver_due(MONDAY)) == caps.AN_HOUR[ChannelName.EMAIL]
    left = Message.objects.filter(state="skipped")
    assert {row.reason for row in left} == {"too_many"}


def test_a_flood_keeps_no_reminder_back() -> None:
    appointment = an_appointment()
    flood(appointment, 30)
    deliver_due(MONDAY)
    Message.objects.filter(state="skipped").first()
    Message.objects.create(
        appointment=appointment, version=appointment.version, kind="reminder", channel="email",
        recipient="client", caused_by="client", message_id="<r@example>", created_at=MONDAY, due_at=MONDAY,
        next_attempt_at=MONDAY, expires_at=MONDAY + DAY,
    )  # fmt: skip
    assert len(deliver_due(MONDAY + MINUTE)) == 1


def test_a_stranger_uses_up_nothing_of_who_has_proven_the_address() -> None:
    appointment = an_appointment()
    flood(appointment, 30)
    deliver_due(MONDAY)
    Appointment.objects.update(email_proven_at=MONDAY)
    Message.objects.filter(state="skipped").update(state="due", reason="", next_attempt_at=MONDAY)
    assert len(deliver_due(MONDAY + MINUTE)) == 20


def test_one_proven_number_gets_so_many_text_messages_a_day_and_reminders_after_them() -> None:
    appointment = an_appointment()
    Appointment.objects.update(phone_proven_at=MONDAY)
    flood(appointment, 30, channel="sms")
    assert len(deliver_due(MONDAY)) == caps.TEXTS_TO_PROVEN_A_DAY
    assert {row.reason for row in Message.objects.exclude(state="sent")} == {"too_many"}
    for kind, cause in (("reminder", "client"), ("moved", "staff")):
        Message.objects.create(
            appointment=appointment, version=appointment.version, kind=kind, channel="sms",
            recipient="client", caused_by=cause, message_id=f"<{kind}@example>", created_at=MONDAY,
            due_at=MONDAY, next_attempt_at=MONDAY, expires_at=MONDAY + DAY,
        )  # fmt: skip
    assert len(deliver_due(MONDAY + MINUTE)) == 2


def test_text_messages_of_a_day_are_capped_for_the_whole_practice_and_go_on_later() -> None:
    appointment = an_appointment()
    Practice.objects.update(sms_per_day=2)
    flood(appointment, 4, channel="sms")
    Message.objects.update(caused_by="staff")
    assert len(deliver_due(MONDAY)) == 2
    waiting = Message.objects.filter(state="due")
    assert {row.reason for row in waiting} == {"sms_spent"}
    assert len(deliver_due(MONDAY + DAY + timedelta(hours=1))) == 2


def test_strangers_spend_half_of_the_text_messages_of_a_day_and_no_more() -> None:
    stranger = an_appointment()
    client = personas.booked(stranger.service, LATER, details=replace(IVAN, phone="+380671112233", sms=True))
    Appointment.objects.filter(pk=client.pk).update(phone_proven_at=MONDAY)
    Practice.objects.update(sms_per_day=4)
    flood(stranger, 5, channel="sms")
    assert len(deliver_due(MONDAY)) == 2
    assert {row.reason for row in Message.objects.filter(state="due")} == {"sms_spent"}
    for kind, appointment, cause in (("reminder", client, "client"), ("moved", stranger, "staff")):
        Message.objects.create(
            appointment=appointment, version=appointment.version, kind=kind, channel="sms",
            recipient="client", caused_by=cause, message_id=f"<{kind}@example>", created_at=MONDAY,
            due_at=MONDAY, next_attempt_at=MONDAY, expires_at=MONDAY + DAY,
        )  # fmt: skip
    assert len(deliver_due(MONDAY + MINUTE)) == 2


def test_no_text_message_goes_to_a_costly_number() -> None:
    appointment = an_appointment()
    Appointment.objects.update(client_phone="+881612345678")
    flood(appointment, 1, channel="sms")
    assert deliver_due(MONDAY) == []
    assert Message.objects.get().reason == "costly_number"
