"""What a monitor is told."""

import shutil
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
def test_a_practice_with_a_worker_whose_jobs_run_is_ready() -> None:
    heartbeats.record("one", now=now())
    heartbeats.record_jobs(now=now())
    answer = Client().get("/readyz")
    assert set(answer.json()) >= {"web", "database", "worker", "jobs"}
    assert set(answer.json().values()) == {"in order"}
    assert answer.status_code == 200


@pytest.mark.django_db
def test_jobs_that_stand_still_beside_a_living_worker_are_told() -> None:
    heartbeats.record("one", now=now())
    heartbeats.record_jobs(now=now() - timedelta(minutes=2))
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["jobs"]) == (503, "not running")


@pytest.mark.django_db
def test_a_worker_whose_clock_is_minutes_off_is_told() -> None:
    heartbeats.record("one", now=now(), clock_off=timedelta(minutes=25))
    heartbeats.record_jobs(now=now())
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == "its clock is 1500 s ahead of the database's"


@pytest.mark.django_db
@pytest.mark.parametrize("silent_for", [None, timedelta(minutes=5), timedelta(minutes=-25)])
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


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=3_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["disk"].startswith("only 3 MB are free in ")
