"""What a booking asks of the database: all who book at the same moment wait for each other's statements."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.personas import MONDAY
from visavis.booking.tests.browsing import FORM, a_service, hold

pytestmark = pytest.mark.django_db

_FRAMES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
BY_MAIL = {name: value for name, value in FORM.items() if name not in {"phone", "sms"}}


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_holding_takes_six_statements_and_booking_thirteen(client: Client) -> None:
    service = a_service()
    with CaptureQueriesContext(connection) as holding:
        form = hold(client, service)
    with CaptureQueriesContext(connection) as booking:
        assert client.post(form, BY_MAIL).status_code == 302
    assert (_asked(holding), _asked(booking)) == (6, 13)


def _asked(seen: CaptureQueriesContext) -> int:
    return sum(not query["sql"].startswith(_FRAMES) for query in seen.captured_queries)
