"""What a monitor is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from psycopg import OperationalError

from visavis.lib.clock import now
from visavis.messages.delivery import heartbeats


def test_a_process_that_answers_is_alive_without_a_database() -> None:
    assert Client().get("/healthz").status_code == 200


@pytest.mark.django_db
def test_a_practice_with_a_worker_is_ready() -> None:
    heartbeats.record("one", now=now())
    assert Client().get("/readyz").json() == {
        "web": "in order", "database": "in order", "worker": "in order",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("silent_for", [None, timedelta(minutes=5)])
def test_a_missing_worker_is_told(silent_for: timedelta | None) -> None:
    if silent_for is not None:
        heartbeats.record("one", now=now() - silent_for)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "none is running")


@pytest.mark.django_db
def test_a_database_that_is_away_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.utils import OperationalError as Away

    def away() -> None:
        raise Away from OperationalError("away")

    monkeypatch.setattr(connection, "ensure_connection", away)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "not reachable")
