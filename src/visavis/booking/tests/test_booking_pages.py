"""The pages a client books by, from the practice's first page to the personal link."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.people.links import link_token
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
TEN = MONDAY + timedelta(hours=2)
FORM = {
    "name": "Ivan Petrenko",
    "email": "ivan@example.org",
    "phone": "050 123 45 67",
    "sms": "on",
    "language": "uk",
    "zone": "Europe/Berlin",
    "message": "I have a stammer.",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    personas.practice()
    return personas.service(personas.olena())


def hold(client: Client, service: Service, start: str = TEN.isoformat()) -> str:
    response = client.post(
        reverse("booking:hold", args=[service.public_id]), {"start": start, "zone": "Europe/Berlin"}
    )
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_a_stranger_books_and_comes_back_by_their_link(client: Client, service: Service) -> None:
    assert "Olena Koval" in client.get("/").content.decode()
    month = client.get(reverse("booking:service", args=[service.public_id])).content.decode()
    assert f'value="{TEN.isoformat()}"' in month
    form = hold(client, service)
    assert client.get(form).status_code == 200
    response = client.post(form, FORM)
    assert response.status_code == 302, response.content.decode()
    appointment = Appointment.objects.get()
    assert response["Location"] == f"/a/{appointment.public_id}/"
    assert appointment.lifecycle is State.SCHEDULED
    assert (appointment.client_phone, appointment.client_zone) == ("+380501234567", "Europe/Berlin")

    elsewhere = Client()
    opened = elsewhere.get(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    assert (opened.status_code, opened["Location"]) == (302, f"/a/{appointment.public_id}/")
    assert elsewhere.get(f"/a/{appointment.public_id}/details/").status_code == 200
