"""Fixtures of the desk's tests. Pytest reads this before Django is set up, so models are imported late."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.team import Team
    from visavis.desk.tests.desk_pages import SignedIn


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    from tests.personas import MONDAY

    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def team(db: None) -> "Team":
    from tests.team import make_team

    return make_team()


@pytest.fixture
def signed_in(team: "Team") -> "SignedIn":
    return team.signed_in
