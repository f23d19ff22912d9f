"""A client's browser in the tests of the pages."""

from datetime import timedelta

from django.test import Client

from tests import personas
from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.people.links import LinkSource, link_token
from visavis.schedule.models import Service

TEN = MONDAY + timedelta(hours=2)
"""10:00 in Kyiv, the soonest that may be booked on the Monday of the tests."""

LATER = TEN + timedelta(days=2)
"""Far enough ahead to be moved and cancelled in time."""

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

BY_MAIL = {**FORM, "phone": "", "sms": ""}


def a_service(**fields: object) -> Service:
    personas.practice()
    return personas.service(personas.olena(), **fields)


def hold(browser: Client, service: Service, start: str = TEN.isoformat(), **more: str) -> str:
    """Hold a time and return where the form is."""
    sent = {"start": start, "zone": "Europe/Berlin", **more}
    response = browser.post(f"/services/{service.public_id}/hold/", sent)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def with_link(appointment: Appointment, source: LinkSource = LinkSource.COPY) -> Client:
    """A browser that has opened the appointment's personal link."""
    browser = Client()
    token = link_token(appointment.public_id, appointment.link_generation, source=source)
    browser.get(f"/v/{token}")
    return browser


def asked(service: Service, browser: Client, **sent: str) -> Appointment:
    """What is held once the form was sent."""
    answer = browser.post(hold(browser, service, LATER.isoformat()), {**BY_MAIL, **sent})
    assert answer.status_code == 302, answer.text
    held = Appointment.objects.latest("id")
    assert answer["Location"] == f"/a/{held.public_id}/"
    return held


def page(browser: Client, held: Appointment) -> str:
    return browser.get(f"/a/{held.public_id}/").text


def confirmed(browser: Client, held: Appointment) -> Appointment:
    """What the press of “Confirm” makes of it."""
    browser.post(f"/a/{held.public_id}/confirm-contact/")
    held.refresh_from_db()
    return held
