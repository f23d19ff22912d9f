"""What the interface answers is what its schema says, to requests that nobody would think of."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from visavis.api.tests.programs import World, grant_of, token_of
from visavis.people.models import RateCounter

SCALE = float(os.environ.get("SCALE", "0.02"))
REQUESTS = max(8, round(500 * SCALE))
"""To each operation, by each caller."""

HELD_TO = (
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
)
CREDENTIALS: dict[str, Callable[[World], str]] = {
    "anybody": lambda world: "",
    "a client": lambda world: grant_of(world.ivans),
    "the client of another appointment": lambda world: grant_of(world.marias),
    "the specialist": lambda world: token_of(world.user("olena")),
    "another specialist": lambda world: token_of(world.user("petro")),
    "reception": lambda world: token_of(world.reception),
    "an administrator": lambda world: token_of(world.admin),
    "a revoked token": lambda world: "visavis_" + "x" * 43,
}


@pytest.fixture
def described(world: World) -> Iterator[Any]:
    # The end of a request would close the connection, and with it the test's transaction.
    ends = [request_started, request_finished]
    for signal in ends:
        signal.disconnect(close_old_connections)
    with connection.cursor() as cursor:
        # Between two requests this test thinks for longer than a page may.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("who", CREDENTIALS)
def test_whatever_is_sent_the_answer_is_one_that_the_schema_names(
    described: Any, world: World, who: str
) -> None:
    credential = CREDENTIALS[who](world)
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    statuses: set[int] = set()
    for found in described.get_all_operations():
        _try_out(found.ok(), world, headers, statuses)
    assert statuses >= ({401} if who == "a revoked token" else {200, 422})


def _try_out(operation: Any, world: World, headers: dict[str, str], statuses: set[int]) -> None:
    known = {
        "services": [world.service.public_id, world.petros_service.public_id],
        "specialists": [world.olena.public_id, world.petro.public_id],
        "appointments": [world.ivans.public_id, world.marias.public_id],
    }

    @settings(max_examples=REQUESTS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), which=integers(0, 3))
    def answers(case: Any, which: int) -> None:
        # Mostly something that there is: of ids nobody has, one answer is like the other.
        if "public_id" in case.path_parameters and which < 2:
            case.path_parameters["public_id"] = str(known[operation.path.split("/")[2]][which])
        if operation.path == "/api/appointments" and isinstance(case.body, dict) and which:
            case.body["service"] = str(world.service.public_id)
        # Not the limits are tried out here.
        RateCounter.objects.all().delete()
        response = case.call(headers=headers)
        statuses.add(response.status_code)
        case.validate_response(response, checks=list(HELD_TO))

    answers()
