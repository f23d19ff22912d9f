"""A practice that confirms contacts first. Pytest reads this before Django is set up."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from visavis.schedule.models import Service


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    from tests.personas import MONDAY

    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def service(db: None) -> "Service":
    from tests import personas
    from visavis.booking.tests.browsing import a_service

    made = a_service()
    personas.practice(confirm_contact=True)
    return made
