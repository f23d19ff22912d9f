"""Calendars that strangers would block: holds and bookings that nobody means to keep."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import MONDAY
from visavis.booking import rate_limits
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.services.hold import FROM_ADDRESS_WITH_SPECIALIST, FROM_NETWORK_WITH_SPECIALIST
from visavis.booking.tests.browsing import FORM, LATER, a_service, hold, with_link
from visavis.people.links import LinkSource
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
TIMES = [LATER + timedelta(days=day, hours=hour) for day in (0, 1, 2, 5, 6, 7) for hour in range(6)]


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Service:
    return a_service()


def new_browser(address: str = "192.0.2.7") -> Client:
    """A browser without any cookie."""
    return Client(REMOTE_ADDR=address)


def tries_to_hold(browser: Client, service: Service, number: int) -> int:
    sent = {"start": TIMES[number].isoformat(), "zone": "Europe/Kyiv"}
    return browser.post(f"/services/{service.public_id}/hold/", sent).status_code


def books(browser: Client, service: Service, number: int, **fields: str) -> int:
    email = {"email": f"nobody{number}@example.org", "phone": "", "sms": ""}
    return browser.post(
        hold(browser, service, TIMES[number].isoformat()), {**FORM, **email, **fields}
    ).status_code


def test_dropping_the_cookie_gives_no_more_holds(service: Service) -> None:
    tried = [
        tries_to_hold(new_browser(), service, number) for number in range(FROM_ADDRESS_WITH_SPECIALIST + 1)
    ]
    assert tried == [302] * FROM_ADDRESS_WITH_SPECIALIST + [429]
    assert tries_to_hold(new_browser("192.0.2.8"), service, 30) == 302


def test_another_network_of_64_bits_is_no_new_visitor(service: Service) -> None:
    tried = [
        tries_to_hold(new_browser(f"2001:db8:1:{number:x}::1"), service, number)
        for number in range(FROM_NETWORK_WITH_SPECIALIST + 1)
    ]
    assert tried == [302] * FROM_NETWORK_WITH_SPECIALIST + [429]
    assert tries_to_hold(new_browser("2001:db8:2:1::1"), service, 30) == 302


def test_bookings_with_invented_addresses_count_until_somebody_uses_their_link(service: Service) -> None:
    for number in range(FROM_ADDRESS_WITH_SPECIALIST):
        assert books(new_browser(), service, number) == 302
    refused = new_browser().post(
        f"/services/{service.public_id}/hold/", {"start": TIMES[30].isoformat(), "zone": "Europe/Kyiv"}
    )
    assert refused.status_code == 429
    assert "call the practice" in refused.text
    one = Appointment.objects.filter(state=State.SCHEDULED.value).earliest("id")
    with_link(one, LinkSource.EMAIL).post(f"/a/{one.public_id}/confirm/")
    assert tries_to_hold(new_browser(), service, 30) == 302


def test_one_address_has_few_bookings_before_its_link_is_used(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "UNPROVEN_WITH_CONTACT", 2)
    hers = {"email": "ivan@example.org"}
    codes = [books(new_browser(f"192.0.2.{number}"), service, number, **hers) for number in range(3)]
    assert codes == [302, 302, 422]
    first = Appointment.objects.filter(state=State.SCHEDULED.value).earliest("id")
    with_link(first, LinkSource.EMAIL).post(f"/a/{first.public_id}/confirm/")
    assert books(new_browser("192.0.2.9"), service, 4, **hers) == 302


def test_what_staff_book_counts_for_nobody(service: Service) -> None:
    for number in range(FROM_ADDRESS_WITH_SPECIALIST):
        personas.booked_by_staff(service, TIMES[number])
    assert tries_to_hold(new_browser(), service, 30) == 302
