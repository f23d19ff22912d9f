"""Whoever books in somebody's name learns nothing of them, and writes nothing into their record."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import IVAN, MONDAY
from visavis.booking import rate_limits
from visavis.booking.models import Appointment
from visavis.booking.rate_limits import MESSAGES_AN_HOUR
from visavis.booking.services import correct_details, prove_contact
from visavis.booking.tests.browsing import FORM, LATER, a_service, hold, with_link
from visavis.people import models
from visavis.people.actors import THE_CLIENT
from visavis.people.links import LinkSource
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
STRANGERS_PHONE = "+380671112233"
HER_NEXT = "Your next appointment"


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Service:
    return a_service()


@pytest.fixture
def hers(service: Service) -> Appointment:
    """An appointment of a client who gave no phone, and whose address is proven."""
    return personas.booked(service, LATER + timedelta(days=7), details=replace(IVAN, phone="", sms=False))


def by_a_stranger(service: Service, *, phone: str = STRANGERS_PHONE) -> tuple[Client, Appointment]:
    """A booking in the client's name and with the client's address, by another's browser and phone."""
    browser = Client()
    sent = {**FORM, "name": IVAN.name, "email": IVAN.email, "phone": phone, "sms": "on" if phone else ""}
    assert browser.post(hold(browser, service, LATER.isoformat()), sent).status_code == 302
    return browser, Appointment.objects.latest("id")


def confirmed(browser: Client, appointment: Appointment) -> Appointment:
    """What the browser's first press makes of the appointment."""
    assert browser.post(f"/a/{appointment.public_id}/confirm/").status_code == 302
    appointment.refresh_from_db()
    return appointment


def test_a_booking_with_an_unproven_contact_has_a_record_of_its_own(
    service: Service, hers: Appointment
) -> None:
    _browser, theirs = by_a_stranger(service)
    assert theirs.client != hers.client
    assert not theirs.is_contact_proven
    her_record = hers.client
    assert her_record is not None
    her_record.refresh_from_db()
    assert (her_record.email, her_record.phone) == (IVAN.email, "")
    assert list(her_record.appointments.all()) == [hers]


def test_the_browser_that_booked_reads_of_no_other_appointment(
    service: Service, hers: Appointment, monday: time_machine.Traveller
) -> None:
    browser, theirs = by_a_stranger(service, phone="")
    # Even when she has used the link that was mailed to her.
    confirmed(with_link(theirs, LinkSource.EMAIL), theirs)
    personas.completed(theirs)
    monday.move_to(theirs.ends_at)
    page = f"/a/{theirs.public_id}/"
    assert HER_NEXT not in browser.get(page).text
    assert HER_NEXT in with_link(theirs, LinkSource.EMAIL).get(page).text


def test_the_mailed_link_proves_the_address_and_not_the_phone(service: Service, hers: Appointment) -> None:
    _browser, theirs = by_a_stranger(service)
    alone = theirs.client
    joined = confirmed(with_link(theirs, LinkSource.EMAIL), theirs)
    assert joined.client == hers.client
    assert joined.email_proven_at == MONDAY
    assert joined.phone_proven_at is None
    assert joined.client is not None
    assert joined.client.phone == ""
    assert alone is not None
    assert not models.Client.objects.filter(pk=alone.pk).exists()


def test_the_texted_link_proves_the_phone_and_joins_no_record_of_the_address(
    service: Service, hers: Appointment
) -> None:
    _browser, theirs = by_a_stranger(service)
    proven = confirmed(with_link(theirs, LinkSource.PHONE), theirs)
    assert proven.client != hers.client
    assert proven.client is not None
    assert (proven.client.email, proven.client.phone) == ("", STRANGERS_PHONE)


def test_opening_alone_proves_nothing_for_mail_scanners_open_links(service: Service) -> None:
    _browser, theirs = by_a_stranger(service)
    scanner = with_link(theirs, LinkSource.EMAIL)
    assert scanner.get(f"/a/{theirs.public_id}/").status_code == 200
    theirs.refresh_from_db()
    assert not theirs.is_contact_proven


def test_the_browser_that_booked_proves_nothing_by_the_link_of_its_calendar_file(service: Service) -> None:
    browser, theirs = by_a_stranger(service)
    calendar = browser.get(f"/a/{theirs.public_id}/calendar.ics").text.replace("\r\n ", "")
    token = calendar.split("/v/")[1][:42]
    other = Client()
    assert other.get(f"/v/{token}").status_code == 302
    assert not confirmed(other, theirs).is_contact_proven


def test_whoever_proved_an_address_cannot_go_on_to_another_by_correcting_it(
    service: Service, hers: Appointment
) -> None:
    own = replace(IVAN, name="Eve", email="eve@example.org", phone="", sms=False)
    eves = personas.booked(service, LATER, details=own)
    corrected = correct_details(
        appointment_id=eves.pk,
        details=replace(own, name=IVAN.name, email=IVAN.email),
        by=THE_CLIENT,
        now=MONDAY,
    )
    assert not corrected.is_contact_proven
    assert corrected.client != hers.client


def test_staff_see_what_is_not_confirmed_and_send_the_next_link_to_no_stranger(
    service: Service, hers: Appointment
) -> None:
    _browser, theirs = by_a_stranger(service)
    desk = Client()
    desk.force_login(personas.staff(models.Role.RECEPTION))
    assert theirs.client is not None
    for page in (f"appointments/{theirs.public_id}/", f"clients/{theirs.client.public_id}/"):
        assert "ot confirmed by e-mail" in desk.get(f"/desk/{page}").text
    assert "ot confirmed by e-mail" not in desk.get(f"/desk/appointments/{hers.public_id}/").text
    confirmed(with_link(theirs, LinkSource.EMAIL), theirs)
    form = desk.get(f"/desk/new/?again={theirs.public_id}").text
    assert IVAN.email in form
    assert STRANGERS_PHONE not in form


def test_what_staff_write_down_is_proven_by_them(service: Service, hers: Appointment) -> None:
    again = personas.booked_by_staff(service, LATER, details=IVAN)
    assert again.is_contact_proven
    assert again.client == hers.client


def test_staff_find_a_client_by_a_phone_that_joins_nothing(service: Service) -> None:
    first = confirmed(with_link(one := by_a_stranger(service)[1], LinkSource.EMAIL), one)
    desk = Client()
    desk.force_login(personas.staff(models.Role.RECEPTION))
    assert IVAN.name in desk.get("/desk/clients/", {"q": STRANGERS_PHONE[-6:]}).text
    other_mail = {**FORM, "email": "eve@example.org", "phone": STRANGERS_PHONE}
    eve = Client()
    assert (
        eve.post(hold(eve, service, (LATER + timedelta(days=1)).isoformat()), other_mail).status_code == 302
    )
    second = Appointment.objects.latest("id")
    assert confirmed(with_link(second, LinkSource.PHONE), second).client != first.client


def test_a_device_that_opened_her_link_before_proves_nothing_of_the_next_booking(
    service: Service, hers: Appointment
) -> None:
    # It may be in a stranger's hands, and making the link void would not end that.
    leaked = with_link(hers, LinkSource.EMAIL)
    sent = {**FORM, "name": IVAN.name, "email": IVAN.email, "phone": "", "sms": ""}
    assert leaked.post(hold(leaked, service, LATER.isoformat()), sent).status_code == 302
    again = Appointment.objects.latest("id")
    assert not again.is_contact_proven
    assert again.client != hers.client


def test_a_link_that_went_to_an_earlier_address_proves_nothing_of_the_next(service: Service) -> None:
    own = replace(IVAN, name="Eve", email="eve@example.org", phone="", sms=False)
    eves = personas.booked(service, LATER, details=own, proven=False)
    details = replace(own, email=IVAN.email)
    correct_details(appointment_id=eves.pk, details=details, by=THE_CLIENT, now=MONDAY)
    # As it was read before the address became another.
    late = prove_contact(
        appointment_id=eves.pk, source=LinkSource.EMAIL, generation=eves.link_generation, now=MONDAY
    )
    assert not late.is_contact_proven


def test_a_stranger_keeps_nobody_from_moving_and_from_making_a_leaked_link_void(
    service: Service, hers: Appointment
) -> None:
    for number in range(MESSAGES_AN_HOUR + 3):
        stranger = Client(REMOTE_ADDR=f"198.51.100.{number + 1}")
        stranger.post(hold(stranger, service, LATER.isoformat()), {**FORM, "email": IVAN.email})
        Appointment.objects.filter(starts_at=LATER).delete()
    mine = with_link(hers, LinkSource.EMAIL)
    page = f"/a/{hers.public_id}/"
    moved = mine.post(f"{page}move/", {"start": (LATER + timedelta(days=8)).isoformat(), "sure": "1"})
    assert moved.status_code == 302
    assert mine.post(f"{page}new-link/").status_code == 200


def test_who_is_refused_uses_up_nothing_of_the_contact(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "BOOKINGS_AN_HOUR", 0)
    browser = Client()
    for _ in range(MESSAGES_AN_HOUR + 1):
        refused = browser.post(hold(browser, service, LATER.isoformat()), FORM)
        assert "from your network" in refused.text
    monkeypatch.setattr(rate_limits, "BOOKINGS_AN_HOUR", 60)
    assert browser.post(hold(browser, service, LATER.isoformat()), FORM).status_code == 302
