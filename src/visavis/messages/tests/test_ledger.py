"""What staff read of the ledger."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string

from tests import personas
from tests.personas import MONDAY
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.lifecycle import State
from visavis.messages.models import Message
from visavis.messages.reasons import REASONS, Reason
from visavis.messages.staff.labels import CHANNELS, KINDS, RECIPIENTS, STATES
from visavis.messages.staff.ledger_lines import ledger_lines
from visavis.messages.tests.delivering import deliver_due
from visavis.notify.fake import FakeChannel
from visavis.notify.port import ChannelError, ChannelName

WEDNESDAY = MONDAY + timedelta(days=2, hours=2)


@pytest.mark.django_db
def test_staff_read_what_was_sent_where_what_failed_and_why_and_what_is_due() -> None:
    personas.practice()
    appointment = personas.booked(personas.service(personas.olena()), WEDNESDAY)
    channel = FakeChannel()
    channel.refusals = [ChannelError("550 no such mailbox <here>", permanent=True)]
    deliver_due(MONDAY, channel)
    lines = ledger_lines(appointment, now=MONDAY)
    assert [line.kind for line in lines] == [
        "Booked",
        "Booked",
        "Reminder, 24 hours before",
        "Reminder, 1 hour before",
        "Reminder, 15 minutes before",
    ]
    assert {line.state for line in lines} == {"Failed", "Sent", "Due"}
    failed = next(line for line in lines if line.state == "Failed")
    assert failed.reason
    assert failed.detail == "550 no such mailbox <here>"
    page = render_to_string(
        "messages/ledger.html", {"lines": lines, "appointment": appointment, "zone": "Europe/Kyiv"}
    )
    assert "550 no such mailbox &lt;here&gt;" in page
    assert "10:00 (Kyiv, UTC+2)" in page


def test_an_empty_ledger_says_so() -> None:
    assert "No messages yet." in render_to_string("messages/ledger.html", {"lines": [], "zone": "UTC"})


def test_every_code_has_words() -> None:
    assert set(KINDS) == set(Kind)
    assert set(STATES) == set(State)
    assert set(CHANNELS) == set(ChannelName)
    assert set(RECIPIENTS) == set(Recipient)
    assert set(REASONS) == set(Reason)


@pytest.mark.django_db
def test_a_message_of_an_appointment_is_there_once_for_each_version_kind_channel_and_recipient() -> None:
    from django.db import IntegrityError, transaction

    from visavis.lib.db import violated_constraint

    personas.practice()
    personas.booked(personas.service(personas.olena()), WEDNESDAY)
    again = Message.objects.get(minutes_before=60)
    again.pk = None
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        again.save(force_insert=True)
    assert violated_constraint(refused.value) == "one_message_of_a_kind_by_channel_and_recipient"
