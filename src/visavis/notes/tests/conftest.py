"""A consultation of Olena's with Ivan at ten that is over, and their browsers.

Read before Django is set up, so what needs models is imported where it is used.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from visavis.booking.models import Appointment
    from visavis.notes.tests.notes_browser import NotesBrowser


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time, stopped at the consultation's end."""
    from tests.personas import MONDAY

    with time_machine.travel(MONDAY + timedelta(hours=2, minutes=50), tick=False) as traveller:
        yield traveller


@pytest.fixture
def planned(db: None, clock: time_machine.Traveller) -> Appointment:
    """The appointment as it stands before anything is known of it."""
    from tests import personas
    from tests.personas import MONDAY

    personas.practice()
    return personas.booked(personas.service(personas.olena(), notice_min=0), MONDAY + timedelta(hours=2))


@pytest.fixture
def appointment(planned: Appointment) -> Appointment:
    """The same, completed."""
    from tests import personas

    return personas.completed(planned)


@pytest.fixture
def olena_browser(planned: Appointment) -> NotesBrowser:
    """Olena's browser."""
    from visavis.notes.tests.notes_browser import notes_browser

    return notes_browser(planned, planned.specialist.user)


@pytest.fixture
def ivan_browser(planned: Appointment) -> Client:
    """The client's browser."""
    from django.test import Client

    from visavis.people.links import link_token

    browser = Client()
    browser.get(f"/v/{link_token(planned.public_id, planned.link_generation)}")
    return browser
