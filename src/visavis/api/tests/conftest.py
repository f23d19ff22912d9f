"""Fixtures of the API's tests. Pytest reads this before Django is set up, so models are imported late."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from visavis.api.tests.programs import World


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    from tests.personas import MONDAY

    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def world(db: None) -> "World":
    from visavis.api.tests.programs import World

    return World.made()
