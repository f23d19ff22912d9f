"""What people send who are not here to book: far years, endless letters to others, advertising for names."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import personas
from tests.personas import MONDAY
from visavis.booking import rate_limits
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.rate_limits import MESSAGES_AN_HOUR
from visavis.booking.tests.browsing import FORM, LATER, TEN, a_service, hold, with_link
from visavis.messages.models import Message
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service() -> Service:
    return a_service()


def test_a_start_in_a_thousand_years_is_answered_with_the_latest_times_at_once(service: Service) -> None:
    sent = {"start": "2999-12-31T10:00:00Z", "zone": "Europe/Kyiv"}
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post(f"/services/{service.public_id}/hold/", sent)
    assert answer.status_code == 409
    horizon = MONDAY + timedelta(days=service.horizon_days)
    assert answer.context["nearest"][-1].start > horizon - timedelta(days=4)
    # Doubling the search up to a thousand years takes fifteen more.
    assert len(queries) < 18


def test_an_email_address_longer_than_any_is_refused(client: Client, service: Service) -> None:
    form = hold(client, service)
    answer = client.post(form, {**FORM, "email": "a" * 243 + "@example.org"})
    assert answer.status_code == 422
    assert "254" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "Win https://example.org",
        "www.example.org",
        "ivan@example.org",
        "win.example/1",
        "Iv\x1b[31man",
        "nav\u202eI",
    ],
)
def test_a_name_is_no_address_because_we_greet_strangers_by_it(
    client: Client, service: Service, name: str
) -> None:
    answer = client.post(hold(client, service), {**FORM, "name": name})
    assert answer.status_code == 422
    assert "Write your name" in answer.content.decode()
    assert name in answer.content.decode()


@pytest.mark.parametrize("name", ["St.John Smith", "Anna / Oleg", "O'Neill, Dr. J.R.", "Ґалина Їжак"])
def test_names_of_people_are_taken(client: Client, service: Service, name: str) -> None:
    assert client.post(hold(client, service), {**FORM, "name": name}).status_code == 302


def test_nobody_is_written_to_without_end_by_moving_to_and_fro(
    service: Service, monday: time_machine.Traveller
) -> None:
    appointment = personas.booked(service, LATER)
    ivan, address = with_link(appointment), f"/a/{appointment.public_id}/move/"
    codes = []
    for number in range(MESSAGES_AN_HOUR + 1):
        start = LATER + timedelta(hours=1 + number % 2)
        codes.append(ivan.post(address, {"start": start.isoformat()}).status_code)
    assert codes == [302] * MESSAGES_AN_HOUR + [429]
    sent = Message.objects.count()
    assert ivan.post(address, {"start": LATER.isoformat()}).status_code == 429
    assert Message.objects.count() == sent
    monday.shift(timedelta(hours=1))
    assert ivan.post(address, {"start": LATER.isoformat()}).status_code == 302


def test_nobody_is_written_to_without_end_by_bookings_in_their_name(service: Service) -> None:
    maria = Client()
    for _ in range(MESSAGES_AN_HOUR):
        assert maria.post(hold(maria, service), FORM).status_code == 302
        booked = Appointment.objects.get(state=State.SCHEDULED.value)
        assert maria.post(f"/a/{booked.public_id}/cancel/").status_code == 302
    form = hold(maria, service)
    refused = maria.post(form, {**FORM, "email": FORM["email"].upper()})
    assert refused.status_code == 422
    assert "too often" in refused.content.decode()
    assert FORM["message"] in refused.content.decode()
    assert maria.post(form, {**FORM, "email": "maria@example.org", "phone": "", "sms": ""}).status_code == 302


def test_one_network_cannot_fill_a_calendar_within_an_hour(
    service: Service, monday: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "BOOKINGS_AN_HOUR", 3)
    maria = Client()
    for number in range(3):
        form = {**FORM, "email": f"maria{number}@example.org", "phone": "", "sms": ""}
        assert maria.post(hold(maria, service, LATER.isoformat()), form).status_code == 302
        Appointment.objects.update(state=State.CANCELLED.value)
    address = hold(maria, service)
    refused = maria.post(address, form)
    assert refused.status_code == 422
    assert "call the practice" in refused.content.decode()
    assert FORM["message"] in refused.content.decode()
    monday.shift(timedelta(hours=1))
    assert maria.post(hold(maria, service, LATER.isoformat()), form).status_code == 302


def test_details_cannot_be_sent_round_to_write_to_one_contact_again_and_again(service: Service) -> None:
    appointment = personas.booked(service, TEN)
    ivan, address = with_link(appointment), f"/a/{appointment.public_id}/details/"
    codes = [ivan.post(address, FORM).status_code for _ in range(MESSAGES_AN_HOUR + 1)]
    assert codes == [302] * MESSAGES_AN_HOUR + [422]
