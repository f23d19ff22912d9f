"""A consultation of Olena's with Ivan at ten, and a phone of hers that text messages reach.

Read before Django is set up, so what needs models is imported where it is used.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from visavis.booking.models import Appointment
    from visavis.people.models import Specialist, User
    from visavis.schedule.models import Service


@pytest.fixture
def olena(db: None, monkeypatch: pytest.MonkeyPatch) -> Specialist:
    """With a phone that text messages reach."""
    from django.conf import settings

    from tests import personas

    sms = replace(settings.VISAVIS.sms, gateway="http")
    monkeypatch.setattr(settings, "VISAVIS", replace(settings.VISAVIS, sms=sms))
    personas.practice()
    return personas.olena(phone="+380671112233")


@pytest.fixture
def her(olena: Specialist) -> User:
    assert olena.user is not None
    return olena.user


@pytest.fixture
def service(olena: Specialist) -> Service:
    from tests import personas

    return personas.service(olena, notice_min=0)


@pytest.fixture
def appointment(service: Service) -> Appointment:
    from tests import personas
    from visavis.waiting.tests.watching import START

    return personas.booked(service, START)
