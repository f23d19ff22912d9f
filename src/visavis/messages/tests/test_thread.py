"""The thread from a booking to a mail that somebody can read."""

from datetime import timedelta

import pytest

from tests import personas
from tests.personas import MONDAY
from visavis.messages import queue
from visavis.messages.delivery import deliver
from visavis.messages.models import Message
from visavis.messages.queue import Policy
from visavis.notify.fake import FakeChannel
from visavis.notify.port import ChannelName
from visavis.people.links import personal_link
from visavis.practice.models import Practice

pytestmark = pytest.mark.django_db
TEN = MONDAY + timedelta(hours=2)


def test_a_booking_is_confirmed_by_a_mail_with_link_and_calendar_entry() -> None:
    personas.practice()
    appointment = personas.booked(personas.service(personas.olena()), TEN + timedelta(days=2))
    policy, channel = Policy(), FakeChannel()

    taken = queue.claim(ChannelName.EMAIL, limit=10, worker="me", policy=policy, now=MONDAY)
    for one, message in queue.claimed_messages(taken):
        deliver(one, message, channel, Practice.current(), clock=lambda: MONDAY, policy=policy)

    mails = {message.to: message for message in channel.sent}
    to_client = mails[appointment.client_email]
    assert personal_link(appointment.public_id, 1) in to_client.text
    assert b"METHOD:REQUEST" in to_client.calendar
    assert appointment.client_name in mails[appointment.specialist.email].text
    assert list(Message.objects.values_list("kind", "minutes_before", "state")) == [
        ("scheduled", 0, "sent"),
        ("scheduled", 0, "sent"),
        ("reminder", 1440, "due"),
        ("reminder", 60, "due"),
        ("reminder", 15, "due"),
    ]
