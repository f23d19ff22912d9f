"""One client record is one person."""

import pytest

from visavis.people import clients
from visavis.people.clients import ClientData
from visavis.people.models import Client

pytestmark = pytest.mark.django_db


def _client(name: str, email: str = "", phone: str = "") -> Client:
    data = ClientData(name=name, email=email, phone=phone, language="uk", zone="Europe/Kyiv")
    return clients.find_or_create(data)


def test_contact_and_name_together_make_one_person() -> None:
    first = _client("Ivan Petrenko", "ivan@example.org")
    assert _client("  ivan  petrenko ", "IVAN@example.org") == first


def test_relatives_who_share_an_address_stay_apart() -> None:
    assert _client("Ivan Petrenko", "home@example.org") != _client("Anna Petrenko", "home@example.org")


def test_people_of_one_name_stay_apart() -> None:
    assert _client("Ivan Petrenko", "a@example.org") != _client("Ivan Petrenko", "b@example.org")


def test_a_phone_joins_too_and_a_new_address_is_kept() -> None:
    first = _client("Ivan Petrenko", phone="+380501234567")
    again = _client("Ivan Petrenko", "ivan@example.org", "+380501234567")
    assert again == first
    assert again.email == "ivan@example.org"


def test_a_booking_replaces_no_contact_that_is_known() -> None:
    _client("Ivan Petrenko", "ivan@example.org", "+380501234567")
    again = _client("Ivan Petrenko", "ivan@example.org", "+380509999999")
    assert again.phone == "+380501234567"
