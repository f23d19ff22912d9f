"""How many queries the desk's pages and the front page ask, however big the practice is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.desk.tests.desk_pages import SignedIn
from visavis.messages.delivery import heartbeats

MOST = 5
_OF_EVERY_PAGE = ('FROM "django_session"', 'FROM "people_user" WHERE', 'FROM "practice_practice"')


def _queries(signed_in: SignedIn, path: str) -> list[str]:
    browser = signed_in("admin")
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    asked = [query["sql"] for query in captured.captured_queries]
    return [sql for sql in asked if not any(part in sql for part in _OF_EVERY_PAGE)]


@pytest.fixture(autouse=True)
def booked(team: Team) -> str:
    """Petro and Olena with an appointment each, a worker that runs; the path of Ivan's timeline."""
    heartbeats.record("worker", now=timezone.now())
    heartbeats.record_jobs(now=timezone.now())
    personas.booked(team.petros_service, MONDAY + timedelta(hours=3))
    mine = personas.booked(team.service, MONDAY + timedelta(hours=2))
    assert mine.client
    return f"/desk/clients/{mine.client.public_id}/"


@pytest.mark.parametrize("path", ["/desk/", "/desk/queue/", "/desk/clients/", "/"])
def test_a_page_asks_at_most_five_queries(signed_in: SignedIn, path: str) -> None:
    assert len(_queries(signed_in, path)) <= MOST


def test_one_specialists_day_and_a_timeline_ask_at_most_five_queries(
    signed_in: SignedIn, team: Team, booked: str
) -> None:
    for path in (f"/desk/?specialist={team.olena.public_id}", booked):
        assert len(_queries(signed_in, path)) <= MOST


def test_the_day_is_read_by_when_appointments_start(signed_in: SignedIn) -> None:
    (rows,) = [sql for sql in _queries(signed_in, "/desk/") if sql.startswith('SELECT "booking_appointment"')]
    assert '"starts_at" > ' in rows
    assert '"starts_at" < ' in rows
