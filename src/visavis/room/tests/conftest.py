"""A consultation of Olena's with Ivan at ten, and their browsers.

Read before Django is set up, so what needs models is imported where it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from visavis.booking.models import Appointment
    from visavis.people.models import Specialist
    from visavis.room.tests.browsers import Browser


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time, stopped at ten o'clock; `clock.shift(…)` moves it."""
    from visavis.room.tests.browsers import START

    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def olena(db: None) -> Specialist:
    from tests import personas

    personas.practice()
    return personas.olena()


@pytest.fixture
def appointment(olena: Specialist) -> Appointment:
    from tests import personas
    from visavis.room.tests.browsers import START

    return personas.booked(personas.service(olena, notice_min=0), START)


@pytest.fixture
def ivan(clock: time_machine.Traveller, appointment: Appointment) -> Browser:
    """The client's browser."""
    from visavis.room.tests.browsers import client_browser

    return client_browser(appointment)


@pytest.fixture
def hers(clock: time_machine.Traveller, appointment: Appointment) -> Browser:
    """Olena's browser."""
    from visavis.room.tests.browsers import staff_browser

    return staff_browser(appointment, appointment.specialist.user)
