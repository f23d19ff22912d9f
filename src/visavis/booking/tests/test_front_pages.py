"""The pages before a time is chosen: the practice's, a specialist's, and the ways between them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tests import personas
from tests.personas import MONDAY
from visavis.booking.tests.browsing import a_service
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    return a_service(price_label="1200 UAH")


def test_a_practice_of_one_shows_what_can_be_booked_at_once(client: Client, service: Service) -> None:
    html = client.get("/").content.decode()
    assert f"/services/{service.public_id}/" in html
    assert "10:00 (Kyiv, UTC+2)" in html


def test_who_booked_before_is_led_to_the_link_and_to_all_appointments(
    client: Client, service: Service
) -> None:
    alone = client.get("/").content.decode()
    personas.service(personas.specialist())
    for page in (alone, client.get("/").content.decode()):
        assert 'href="/link/"' in page
        assert 'href="/history/"' in page


def test_a_service_leads_back_to_the_others_of_its_specialist(client: Client, service: Service) -> None:
    address = f"/specialists/{service.specialist.public_id}/"
    page = f"/services/{service.public_id}/"
    assert f'href="{address}"' in client.get(page).content.decode()
    assert f'href="{address}?zone=Asia/Tokyo"' in client.get(page, {"zone": "Asia/Tokyo"}).content.decode()


def test_a_practice_where_nobody_takes_clients_says_so(client: Client, service: Service) -> None:
    Service.objects.update(active=False)
    html = client.get("/").content.decode()
    assert "Nobody takes bookings at the moment" in html
    assert "+380441234567" in html


def test_a_specialist_who_takes_no_clients_has_no_page(client: Client, service: Service) -> None:
    address = f"/specialists/{service.specialist.public_id}/"
    assert "1200 UAH" in client.get(address).content.decode()
    service.specialist.active = False
    service.specialist.save()
    assert client.get(address).status_code == 404
    assert client.get(f"/services/{service.public_id}/").status_code == 404
