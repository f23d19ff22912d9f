"""Fixtures of the API's tests. Pytest reads this before Django is set up, so models are imported late."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

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


@pytest.fixture(autouse=True)
def answers_are_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test here asks an operation, the answer's status stands in the OpenAPI document."""
    from django.test import Client

    from visavis.api.tests.documented import documented, operation_at

    request = Client.request

    def checked(client: Client, **sent: Any) -> Any:
        response = request(client, **sent)
        asked = operation_at(sent["PATH_INFO"], sent["REQUEST_METHOD"])
        assert asked is None or response.status_code in documented()[asked], (asked, response.status_code)
        return response

    monkeypatch.setattr(Client, "request", checked)
