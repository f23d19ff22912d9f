"""A practice that wants it has a contact confirmed before a time is booked."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.booking import rate_limits
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services import expire_holds
from visavis.booking.services.contact import PATIENCE
from visavis.booking.tests.browsing import (
    BY_MAIL,
    FORM,
    LATER,
    TEN,
    a_service,
    asked,
    confirmed,
    hold,
    page,
    with_link,
)
from visavis.config import retention
from visavis.lib import clock
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due
from visavis.people import models
from visavis.people.links import LinkSource
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_without_the_option_a_time_is_booked_at_once(client: Client) -> None:
    assert asked(a_service(), client).lifecycle is State.SCHEDULED


def test_a_new_contact_is_asked_first_and_nobody_else_is_told(client: Client, service: Service) -> None:
    held = asked(service, client)
    assert (held.lifecycle, held.held_until) == (State.HELD, MONDAY + PATIENCE)
    assert not models.Client.objects.exists()
    rows = [(row.kind, row.recipient) for row in Message.objects.all()]
    assert rows == [(Kind.CONFIRM_CONTACT.value, Recipient.CLIENT.value)]
    shown = page(client, held)
    assert "We have written to ivan@example.org" in shown
    assert "within 30 minutes" in shown
    assert "confirm-contact/" not in shown
    assert f'value="{LATER.isoformat()}"' not in Client().get(f"/services/{service.public_id}/").text


def test_the_mailed_link_shows_a_button_and_the_press_books(client: Client, service: Service) -> None:
    held = asked(service, client)
    (mail,) = deliver_due(MONDAY)
    assert mail.to == "ivan@example.org"
    token = mail.text.split("/v/")[1].split()[0]
    phone = Client()
    assert phone.get(f"/v/{token}").status_code == 302
    assert "confirm-contact/" in page(phone, held)
    # Scanners open what is mailed, and read on.
    assert phone.get(f"/a/{held.public_id}/confirm-contact/").status_code == 302
    held.refresh_from_db()
    assert held.lifecycle is State.HELD
    booked = confirmed(phone, held)
    assert booked.lifecycle is State.SCHEDULED
    assert (booked.email_proven_at, booked.held_until) == (MONDAY, None)
    assert booked.client is not None
    assert booked.client.contact_proven
    told = Message.objects.filter(kind=Kind.SCHEDULED.value).values_list("recipient", flat=True)
    assert set(told) == {Recipient.CLIENT.value, Recipient.SPECIALIST.value}
    assert "It is booked" in page(phone, held)


def test_the_texted_link_confirms_the_phone(client: Client, service: Service) -> None:
    held = asked(service, client, phone=FORM["phone"], sms="on")
    assert Message.objects.filter(kind=Kind.CONFIRM_CONTACT.value).count() == 2
    booked = confirmed(with_link(held, LinkSource.PHONE), held)
    assert (booked.lifecycle, booked.phone_proven_at) == (State.SCHEDULED, MONDAY)
    assert booked.email_proven_at is None


def test_a_press_without_the_link_is_told_to_open_it(client: Client, service: Service) -> None:
    held = asked(service, client)
    assert confirmed(client, held).lifecycle is State.HELD
    assert "Open the link in our message to you" in page(client, held)
    # No other press proves anything either.
    client.post(f"/a/{held.public_id}/ask-again/")
    with_link(held, LinkSource.EMAIL).post(f"/a/{held.public_id}/ask-again/")
    held.refresh_from_db()
    assert (held.client, held.email_proven_at) == (None, None)


def test_a_second_press_changes_nothing_and_says_that_it_is_booked(client: Client, service: Service) -> None:
    held = asked(service, client)
    phone = with_link(held, LinkSource.EMAIL)
    confirmed(phone, held)
    page(phone, held)
    assert confirmed(phone, held).transitions.count() == 2
    assert "It is booked" in page(phone, held)


def test_what_was_not_confirmed_in_time_frees_itself_and_says_so(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    held = asked(service, client)
    phone = with_link(held, LinkSource.EMAIL)
    monday.move_to(MONDAY + PATIENCE)
    assert "no longer kept for you" in page(phone, held)
    late = phone.post(f"/a/{held.public_id}/confirm-contact/")
    assert late.status_code == 410
    assert "has been given back" in late.text
    assert "It is still free" in late.text
    assert 'name="email" value="ivan@example.org"' in late.text
    assert expire_holds(now=clock.now()) == 1
    assert confirmed(phone, held).lifecycle is State.EXPIRED
    assert "did not answer" not in page(phone, held)
    # The link was opened on this device, so the same time is now booked at once.
    assert asked(service, phone).lifecycle is State.SCHEDULED


def test_what_somebody_else_took_meanwhile_is_not_offered_again(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    held = asked(service, client)
    phone = with_link(held, LinkSource.EMAIL)
    monday.move_to(MONDAY + PATIENCE)
    personas.booked(service, LATER, details=MARIA, now=clock.now())
    late = phone.post(f"/a/{held.public_id}/confirm-contact/")
    assert "given back. Please choose again" in late.text
    assert "It is still free" not in late.text
    assert "Other free times near it" in late.text


def test_working_hours_that_are_gone_refuse_the_confirmation(client: Client, service: Service) -> None:
    held = asked(service, client)
    service.specialist.weekly_hours.all().delete()
    answer = with_link(held, LinkSource.EMAIL).post(f"/a/{held.public_id}/confirm-contact/")
    assert answer.status_code == 409
    assert "does not work at this time" in answer.text


def test_a_known_device_books_at_once_and_only_for_the_contact_it_knows(
    client: Client, service: Service
) -> None:
    confirmed(with_link(first := asked(service, client), LinkSource.EMAIL), first)
    known = with_link(first, LinkSource.EMAIL)
    again = known.post(hold(known, service, (LATER + timedelta(days=1)).isoformat()), BY_MAIL)
    assert again.status_code == 302
    assert Appointment.objects.latest("id").lifecycle is State.SCHEDULED
    known.post(hold(known, service, TEN.isoformat()), {**BY_MAIL, "email": MARIA.email})
    assert Appointment.objects.latest("id").lifecycle is State.HELD


def test_a_request_is_asked_of_the_specialist_once_it_is_confirmed(client: Client) -> None:
    service = a_service(needs_approval=True)
    personas.practice(confirm_contact=True)
    held = asked(service, client)
    assert not Message.objects.filter(recipient=Recipient.SPECIALIST.value).exists()
    phone = with_link(held, LinkSource.EMAIL)
    assert confirmed(phone, held).lifecycle is State.REQUESTED
    assert Message.objects.filter(recipient=Recipient.SPECIALIST.value).exists()
    assert "We have your request" in page(phone, held)


def test_it_is_never_kept_past_its_start_by_this(client: Client) -> None:
    personas.practice(confirm_contact=True)
    service = personas.service(personas.olena(), notice_min=0)
    with time_machine.travel(TEN - 20 * MINUTE, tick=False):
        browser = Client()
        browser.post(hold(browser, service, TEN.isoformat()), BY_MAIL)
    assert Appointment.objects.get().held_until == TEN


def test_who_chooses_another_time_lets_it_go_and_the_link_says_so(client: Client, service: Service) -> None:
    held = asked(service, client)
    client.post(f"/a/{held.public_id}/release/")
    held.refresh_from_db()
    assert held.lifecycle is State.EXPIRED
    assert "no longer kept for you" in page(with_link(held, LinkSource.EMAIL), held)


def test_staff_see_no_client_in_what_is_not_confirmed(client: Client, service: Service) -> None:
    held = asked(service, client)
    desk = Client()
    assert service.specialist.user is not None
    desk.force_login(service.specialist.user)
    for address in ("", f"calendar/?day={LATER:%Y-%m-%d}", "clients/", f"appointments/{held.public_id}/"):
        assert "Ivan" not in desk.get(f"/desk/{address}", follow=True).text


def test_it_is_kept_no_longer_than_other_holds(
    client: Client, service: Service, monday: time_machine.Traveller
) -> None:
    asked(service, client)
    monday.move_to(MONDAY + timedelta(days=8))
    expire_holds(now=clock.now())
    retention.apply(now=clock.now())
    assert not Appointment.objects.exists()
    assert not Message.objects.exists()


def test_one_contact_has_a_few_times_waiting_and_no_calendar_full(service: Service) -> None:
    for number in range(rate_limits.UNPROVEN_WITH_CONTACT):
        stranger = Client(REMOTE_ADDR=f"198.51.100.{number + 1}")
        start = LATER + timedelta(hours=number % 4, days=number // 4)
        assert stranger.post(hold(stranger, service, start.isoformat()), BY_MAIL).status_code == 302
    last = Client(REMOTE_ADDR="198.51.100.99")
    refused = last.post(hold(last, service, (LATER + timedelta(days=5)).isoformat()), BY_MAIL)
    assert "not confirmed yet" in refused.text
