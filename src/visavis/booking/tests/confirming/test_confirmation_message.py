"""The message by which a contact is confirmed: sent again, to a corrected address, or not getting through."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import IVAN, MONDAY
from visavis.booking import rate_limits
from visavis.booking.errors import ContactNotConfirmed, HoldExpired
from visavis.booking.lifecycle import State
from visavis.booking.services import ask_again, book_held, confirm_contact
from visavis.booking.services.contact import PATIENCE
from visavis.booking.tests.browsing import BY_MAIL, LATER, asked, confirmed, page, with_link
from visavis.lib import clock
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due
from visavis.notify.fake import FakeChannel
from visavis.notify.port import ChannelError
from visavis.people.links import LinkSource
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_mistyped_address_is_corrected_and_the_first_link_confirms_nothing(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    held = asked(service, client, email="ivna@example.org")
    wrong = with_link(held, LinkSource.EMAIL)
    deliver_due(MONDAY)
    monday.shift(10 * MINUTE)
    form = client.get(f"/a/{held.public_id}/book/").text
    assert 'value="ivna@example.org"' in form
    assert "I have a stammer." in form
    assert client.post(f"/a/{held.public_id}/book/", BY_MAIL).status_code == 302
    held.refresh_from_db()
    # The time is not kept longer for it: nobody keeps one for ever by typing.
    assert held.held_until == MONDAY + PATIENCE
    assert [mail.to for mail in deliver_due(clock.now())] == ["ivan@example.org"]
    assert wrong.post(f"/a/{held.public_id}/confirm-contact/").status_code == 403
    assert "written to ivan@example.org" in page(client, held)
    assert confirmed(with_link(held, LinkSource.EMAIL), held).lifecycle is State.SCHEDULED


def test_a_link_to_an_earlier_address_confirms_nothing_even_if_it_was_read_before(service: Service) -> None:
    held = personas.awaiting(service, LATER, details=replace(IVAN, email="eve@example.org"))
    book_held(appointment_id=held.pk, details=IVAN, now=MONDAY)
    with pytest.raises(ContactNotConfirmed):
        confirm_contact(appointment_id=held.pk, source=LinkSource.EMAIL, generation=1, now=MONDAY)


def test_the_message_is_sent_again_on_demand_and_no_oftener_than_we_write_to_anybody(
    client: Client, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asked(service, client)
    again = f"/a/{held.public_id}/ask-again/"
    # Still due: one is enough.
    client.post(again)
    assert Message.objects.count() == 1
    deliver_due(MONDAY)
    assert "once more" in client.post(again, follow=True).text
    assert len(deliver_due(MONDAY)) == 1
    monkeypatch.setattr(rate_limits, "MESSAGES_AN_HOUR", 0)
    assert client.post(again).status_code == 429
    assert deliver_due(MONDAY) == []


def test_the_same_form_sent_twice_sends_one_message(client: Client, service: Service) -> None:
    held = asked(service, client)
    deliver_due(MONDAY)
    client.post(f"/a/{held.public_id}/book/", BY_MAIL)
    assert deliver_due(MONDAY) == []


def test_nothing_is_sent_again_of_what_is_over(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    held = asked(service, client)
    monday.move_to(MONDAY + PATIENCE)
    assert client.post(f"/a/{held.public_id}/ask-again/").status_code == 410
    with pytest.raises(HoldExpired):
        ask_again(appointment_id=held.pk, now=clock.now())


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ChannelError("no route", permanent=False), "does not get through at the moment"),
        (ChannelError("no such user", permanent=True), "does not take our message"),
    ],
)
def test_a_message_that_did_not_go_out_is_said_to_be_so(
    client: Client, service: Service, error: ChannelError, words: str
) -> None:
    held = asked(service, client)
    channel = FakeChannel()
    channel.refusals.append(error)
    deliver_due(MONDAY, channel)
    assert words in page(client, held)
    client.post(f"/a/{held.public_id}/ask-again/")
    assert [mail.to for mail in deliver_due(MONDAY)] == ["ivan@example.org"]
    assert "We have written to" in page(client, held)


def test_the_message_is_in_the_language_that_was_chosen(client: Client, service: Service) -> None:
    asked(service, client, language="uk")
    (mail,) = deliver_due(MONDAY)
    assert "підтвердьте" in mail.subject.lower()
