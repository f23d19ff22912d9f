"""A consultation of Olena's with Ivan at ten. Read before Django is set up, so models are imported late."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from visavis.booking.models import Appointment
    from visavis.schedule.models import Service


@pytest.fixture
def service(db: None) -> Service:
    from tests import personas

    personas.practice()
    return personas.service(personas.olena(), notice_min=0)


@pytest.fixture
def appointment(service: Service) -> Appointment:
    from tests import personas
    from visavis.calls.tests.consultation import START

    return personas.booked(service, START)
