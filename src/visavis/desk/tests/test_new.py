"""Booking for a client at the desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import MONDAY
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.people.models import User
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    personas.practice()
    return personas.service(personas.olena())


@pytest.fixture
def desk(service: Service, client: Client) -> Client:
    user = service.specialist.user
    assert isinstance(user, User)
    client.force_login(user)
    return client


def typed(service: Service, **changes: Any) -> dict[str, Any]:
    return {
        "service": str(service.public_id),
        "date": "2026-12-07",
        "time": "12:00",
        "name": "Ivan Petrenko",
        "email": "ivan@example.org",
        "phone": "",
        "language": "uk",
        "zone": "Europe/Berlin",
        "message": "",
        **changes,
    }


def test_staff_book_a_time_for_a_client_and_land_on_the_appointment(desk: Client, service: Service) -> None:
    answer = desk.post("/desk/new/", typed(service))
    appointment = Appointment.objects.get()
    assert answer["Location"] == f"/desk/appointments/{appointment.public_id}/"
    assert appointment.lifecycle is State.SCHEDULED
    assert appointment.booked_wall == "2026-12-07T12:00"
    page = desk.get(answer["Location"])
    assert page.status_code == 200
    assert "Ivan Petrenko" in page.content.decode()
