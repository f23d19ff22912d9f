"""Staff keep a contact or a network from booking online."""

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.test import Client, override_settings

from tests import personas
from tests.personas import MONDAY
from visavis.booking.models import Appointment, BlockedVisitor
from visavis.booking.tests.browsing import FORM, LATER, TEN, a_service, hold
from visavis.people.models import Role
from visavis.schedule.models import Service

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def service() -> Service:
    return a_service()


@pytest.fixture
def desk(service: Service) -> Client:
    browser = Client()
    browser.force_login(personas.staff(Role.RECEPTION))
    return browser


def booked_from(address: str, service: Service) -> Appointment:
    browser = Client(REMOTE_ADDR=address)
    assert browser.post(hold(browser, service), FORM).status_code == 302
    return Appointment.objects.latest("id")


def test_a_blocked_contact_is_asked_to_call_from_any_network_until_it_is_let_in(
    service: Service, desk: Client
) -> None:
    page = f"/desk/appointments/{booked_from('192.0.2.1', service).public_id}/"
    assert "Block this e-mail and phone" in desk.get(page).text
    desk.post(f"{page}block/", {"what": "contact"})
    elsewhere = Client(REMOTE_ADDR="198.51.100.1")
    form = hold(elsewhere, service, LATER.isoformat())
    refused = elsewhere.post(form, {**FORM, "email": FORM["email"].upper()})
    assert refused.status_code == 422
    assert "Please call us" in refused.text
    assert FORM["message"] in refused.text
    listed = desk.get("/desk/blocked/").text
    assert FORM["email"] in listed
    for one in BlockedVisitor.objects.all():
        desk.post(f"/desk/blocked/{one.public_id}/remove/")
    assert elsewhere.post(form, FORM).status_code == 302


def test_a_blocked_network_holds_nothing_and_others_do(service: Service, desk: Client) -> None:
    page = f"/desk/appointments/{booked_from('2001:db8:1:1::1', service).public_id}/"
    desk.post(f"{page}block/", {"what": "network"})
    sent = {"start": LATER.isoformat(), "zone": "Europe/Kyiv"}
    refused = Client(REMOTE_ADDR="2001:db8:1:2::9").post(f"/services/{service.public_id}/hold/", sent)
    assert refused.status_code == 403
    assert "Please call us" in refused.text
    assert hold(Client(REMOTE_ADDR="2001:db8:2:1::1"), service, LATER.isoformat())
    assert "The network from which Ivan Petrenko booked" in desk.get("/desk/blocked/").text


def test_a_rotated_key_lifts_no_block(service: Service, desk: Client) -> None:
    page = f"/desk/appointments/{booked_from('192.0.2.1', service).public_id}/"
    for what in ("contact", "network"):
        desk.post(f"{page}block/", {"what": what})
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=["another" * 8, old]):
        elsewhere = Client(REMOTE_ADDR="198.51.100.1")
        assert elsewhere.post(hold(elsewhere, service, LATER.isoformat()), FORM).status_code == 422
        sent = {"start": LATER.isoformat(), "zone": "Europe/Kyiv"}
        refused = Client(REMOTE_ADDR="192.0.2.1").post(f"/services/{service.public_id}/hold/", sent)
        assert refused.status_code == 403
        desk.force_login(personas.staff(Role.RECEPTION))
        assert "blocked already" in desk.post(f"{page}block/", {"what": "contact"}, follow=True).text


def test_blocking_twice_or_nothing_is_harmless(service: Service, desk: Client) -> None:
    made = personas.booked_by_staff(service, TEN)
    page = f"/desk/appointments/{made.public_id}/"
    assert "Nothing to block" in desk.post(f"{page}block/", {"what": "network"}, follow=True).text
    desk.post(f"{page}block/")
    assert "blocked already" in desk.post(f"{page}block/", follow=True).text


def test_a_blocked_contact_is_not_reached_by_correcting_the_details(service: Service, desk: Client) -> None:
    blocked = booked_from("192.0.2.1", service)
    desk.post(f"/desk/appointments/{blocked.public_id}/block/", {"what": "contact"})
    browser = Client(REMOTE_ADDR="198.51.100.1")
    own = {**FORM, "email": "eve@example.org", "phone": "", "sms": ""}
    assert browser.post(hold(browser, service, LATER.isoformat()), own).status_code == 302
    made = Appointment.objects.latest("id")
    refused = browser.post(f"/a/{made.public_id}/details/", {**own, "email": FORM["email"]})
    assert refused.status_code == 422
    assert "Please call us" in refused.text
