"""Browsers that write about one appointment, and the appointment's end."""

from typing import Any

from django.test import Client

from visavis.booking.models import Appointment
from visavis.people.models import User


class NotesBrowser(Client):
    """A browser at the desk, with the notes of one appointment before it."""

    base: str

    def type(self, kind: str, text: Any, version: Any) -> Any:
        """Save as the page does while somebody types."""
        body = {"text": text, "version": version}
        return self.post(f"{self.base}{kind}/", body, content_type="application/json")

    def press(self, what: str, **fields: Any) -> Any:
        """Press a button of the page, as without JavaScript."""
        return self.post(f"{self.base}{what}/", fields)

    def page(self, what: str = "") -> str:
        answer = self.get(f"{self.base}{what}")
        assert answer.status_code == 200
        text: str = answer.text
        return text


def notes_browser(appointment: Appointment, user: User | None) -> NotesBrowser:
    """The browser of a member of staff."""
    browser = NotesBrowser()
    if user is not None:
        browser.force_login(user)
    browser.base = f"/desk/appointments/{appointment.public_id}/notes/"
    return browser
