"""Browsers of everyone who may try to open a room."""

from datetime import timedelta
from typing import Any

from django.test import Client

from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.people.links import link_token
from visavis.people.models import User

START = MONDAY + timedelta(hours=2)
"""Ten o'clock in Kyiv."""


class Browser(Client):
    """A browser that talks to one appointment's room as its pages do."""

    base: str

    def say(self, what: str, **body: Any) -> Any:
        """POST JSON to one of the room's addresses."""
        return self.post(f"{self.base}{what}/", body, content_type="application/json")

    def ask(self, what: str) -> Any:
        return self.get(f"{self.base}{what}/").json()

    def events(self) -> list[str]:
        return [event["kind"] for event in self.ask("events")["events"]]

    def send_heartbeat(self, tab: str, *, connected: bool = False) -> Any:
        return self.say("heartbeat", tab=tab, visible=True, connected=connected, camera="on", microphone="on")

    def join(self, tab: str, *, take_over: bool = False) -> Any:
        return self.say("join", tab=tab, takeOver=take_over)


def client_browser(appointment: Appointment) -> Browser:
    """A browser that opened the personal link."""
    browser = Browser()
    browser.get(f"/v/{link_token(appointment.public_id, appointment.link_generation)}")
    browser.base = f"/a/{appointment.public_id}/"
    return browser


def staff_browser(appointment: Appointment, user: User | None) -> Browser:
    """A browser at the desk."""
    browser = Browser()
    if user is not None:
        browser.force_login(user)
    browser.base = f"/desk/appointments/{appointment.public_id}/room/"
    return browser
