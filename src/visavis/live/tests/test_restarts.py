"""The serving process when the database goes and when it is asked to end itself."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from visavis.lib.embedded_postgres import EmbeddedPostgres
from visavis.live.protocol import NOTIFY_CHANNEL
from visavis.live.tests.serving import Subscriber, serving, ticket_of
from visavis.live.tickets import Keys

pytestmark = pytest.mark.processes

TABLES = """
CREATE TABLE live_event (stream_id text, number bigint, kind text, payload jsonb, UNIQUE (stream_id, number));
CREATE TABLE live_disconnection (id bigint, bearer text, at timestamptz)
"""


@pytest.fixture
def postgres() -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="visavis-live-"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    server.start()
    server.create_database("live")
    with psycopg.connect(server.url("live"), autocommit=True) as connection:
        connection.execute(TABLES)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def happen(postgres: EmbeddedPostgres, number: int) -> None:
    with psycopg.connect(postgres.url("live")) as connection:
        connection.execute("INSERT INTO live_event VALUES ('client:a', %s, 'message', '{}')", [number])
        connection.execute("SELECT pg_notify(%s, %s)", [NOTIFY_CHANNEL, f"client:a {number}"])


def ticket(bearer: str = "somebody") -> str:
    return ticket_of(Keys(os.environ["VISAVIS_SECRET_KEY"]), "client:a", bearer=bearer)


def test_a_restarted_database_costs_no_event_and_no_connection(postgres: EmbeddedPostgres) -> None:
    with serving(postgres.url("live")) as server, Subscriber(ticket()) as subscriber:
        assert subscriber.next() == []
        happen(postgres, 1)
        subscriber.until([("client:a", 1)])
        postgres.stop()
        assert subscriber.next() is None
        with Subscriber(ticket()) as newcomer:
            assert newcomer.next() is None
            postgres.start()
            happen(postgres, 2)
            subscriber.until([("client:a", 2)], within=15)
            newcomer.until([("client:a", 2)], within=15)
        assert subscriber.heard == [("client:a", 1), ("client:a", 2)]
        server.stop()
    assert "trying again" in server.log


def test_asked_to_end_it_ends_within_two_seconds_and_has_written_down_no_ticket(
    postgres: EmbeddedPostgres,
) -> None:
    shown = [ticket(f"client {number}") for number in range(50)]
    with serving(postgres.url("live")) as server, ExitStack() as all_of_them:
        subscribers = [all_of_them.enter_context(Subscriber(one)) for one in shown]
        assert [subscriber.next() for subscriber in subscribers] == [[]] * 50
        assert server.stop() < 2
        assert {subscriber.closed_with() for subscriber in subscribers} == {1012}
    assert server.process.returncode in (0, -15, 143)
    assert not any(one in server.log for one in shown)
    assert "Traceback" not in server.log
