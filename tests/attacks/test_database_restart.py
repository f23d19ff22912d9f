"""PostgreSQL is restarted under a running practice: jobs go on, and `/readyz` says the truth."""

import json
import os
import signal
import time
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests.attacks.conftest import Target
from visavis.lib.embedded_postgres import EmbeddedPostgres

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

WITHIN_S = 100.0
"""Jobs that run once a minute have run again by then."""
READY_WITHIN_S = 15.0
"""Seen: 3.3 s after the restart."""


def readiness(target: Target) -> tuple[int, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", target.port, timeout=15)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def database_of(target: Target) -> EmbeddedPostgres:
    return EmbeddedPostgres(Path(target.environ["VISAVIS_VAR"]) / "postgres")


def runs_since(database: EmbeddedPostgres, since: float) -> bool:
    """Whether the job of every minute was asked for after `since`, and nothing waits any more."""
    try:
        with psycopg.connect(database.url("visavis"), autocommit=True) as connection:
            asked = connection.execute(
                "SELECT count(*) FROM procrastinate_periodic_defers"
                " WHERE task_name = 'booking.expire_holds' AND defer_timestamp > %s",
                [since],
            ).fetchone()
            waiting = connection.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'booking.expire_holds'"
            ).fetchone()
    except psycopg.OperationalError:
        return False
    return asked is not None and asked[0] > 0 and waiting == (0,)


def test_jobs_go_on_after_an_ordinary_restart_of_the_database(target: Target) -> None:
    database = database_of(target)
    pid = database.server_pid()
    assert pid is not None
    restarted = time.time()
    os.kill(pid, signal.SIGINT)  # What `pg_ctl restart -m fast` does; the supervisor starts it again.
    deadline = time.monotonic() + WITHIN_S
    while not runs_since(database, restarted):
        assert time.monotonic() < deadline, "periodic jobs do not run any more"
        time.sleep(1)
    # The pages' own connections are made anew, too, as they are asked for.
    soon = time.monotonic() + READY_WITHIN_S
    while (found := readiness(target))[0] != 200:
        assert time.monotonic() < soon, found
        time.sleep(0.5)
    assert found[1]["jobs"] == "in order"
