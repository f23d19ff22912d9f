"""Live events by WebSocket, from the process that serves them: nothing lost, nothing told to strangers."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import connection, transaction
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.ports import free_port
from visavis.lib import clock
from visavis.live.events import emit
from visavis.live.hub import SOCKETS_PER_BEARER
from visavis.live.models import Disconnection, Event
from visavis.live.protocol import APPLICATION
from visavis.live.subscribe import disconnect
from visavis.live.tests.serving import (
    PORT,
    Server,
    Subscriber,
    database_of_the_test,
    serving,
    ticket_for,
    ticket_of,
)
from visavis.live.tickets import Keys

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with serving(database_of_the_test()) as running:
        yield running


@pytest.fixture(autouse=True)
def _running(server: Server) -> None:
    assert server.process.poll() is None


def happen(stream: str, number: int = 1) -> None:
    for _ in range(number):
        with transaction.atomic():
            emit(stream, "message", now=clock.now(), text="Привіт")


def refused(ticket: str, path: str = "/live/") -> int:
    with connect(f"ws://127.0.0.1:{PORT}{path}") as socket:
        # It may have been refused before it could say anything.
        with contextlib.suppress(ConnectionClosed):
            socket.send(json.dumps({"ticket": ticket}))
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=5)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


def test_what_happens_is_told_at_once_and_only_to_whom_it_concerns() -> None:
    with Subscriber(ticket_for("client:a")) as a, Subscriber(ticket_for("client:b")) as b:
        assert (a.next(), b.next()) == ([], [])
        began = time.monotonic()
        happen("client:a")
        assert a.next() == [{"stream": "client:a", "id": 1, "kind": "message", "data": {"text": "Привіт"}}]
        assert time.monotonic() - began < 0.5
        happen("client:b")
        b.until([("client:b", 1)])
        assert b.heard == [("client:b", 1)]


def test_a_reader_goes_on_after_its_cursor_in_each_stream() -> None:
    happen("client:a", 450)
    happen("client:b", 3)
    with Subscriber(ticket_for("client:a", "client:b"), {"client:a": 40, "client:b": 2}) as subscriber:
        subscriber.until([("client:a", 450), ("client:b", 3)])
        assert [number for stream, number in subscriber.heard if stream == "client:a"] == list(range(41, 451))
        assert [number for stream, number in subscriber.heard if stream == "client:b"] == [3]


def test_readers_at_different_places_each_get_theirs() -> None:
    happen("client:a", 5)
    ticket = ticket_for("client:a")
    with Subscriber(ticket, {"client:a": 4}) as late, Subscriber(ticket) as early:
        happen("client:a")
        late.until([("client:a", 6)])
        early.until([("client:a", 6)])
        assert [number for _, number in late.heard] == [5, 6]
        assert [number for _, number in early.heard] == [1, 2, 3, 4, 5, 6]


def test_what_is_rolled_back_is_never_told() -> None:
    with Subscriber(ticket_for("client:a")) as subscriber:
        with transaction.atomic():
            emit("client:a", "never", now=clock.now())
            transaction.set_rollback(True)
        happen("client:a")
        subscriber.until([("client:a", 1)])
        assert Event.objects.get().kind == "message"


def test_tickets_that_are_none_are_refused_with_a_code_that_a_script_can_read() -> None:
    with time_machine.travel(clock.now() - timedelta(seconds=61)):
        old = ticket_for("client:a")
    wrong_key = ticket_of(Keys("another key than the practice's"), "client:a")
    assert [refused(ticket) for ticket in ("", "x", old, wrong_key)] == [4401] * 4
    assert refused(ticket_for("client:a"), "/elsewhere/") == 4401


@pytest.mark.parametrize("said", ["", "null", "[]", '{"ticket": 5}', "[" * 8000, "x" * 20_000, b"\xff"])
def test_nonsense_ends_only_the_connection_that_said_it(server: Server, said: str | bytes) -> None:
    with connect(f"ws://127.0.0.1:{PORT}/live/") as socket:
        socket.send(said)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)
    assert server.process.poll() is None


def test_two_writers_at_once_lose_nothing() -> None:
    def write() -> None:
        happen("client:a", 100)
        connection.close()

    with Subscriber(ticket_for("client:a")) as subscriber:
        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        subscriber.until([("client:a", 200)], within=30)
        for writer in writers:
            writer.join()
    assert [number for _, number in subscriber.heard] == list(range(1, 201))


def test_nobody_is_woken_up_for_a_stream_that_no_browser_can_read() -> None:
    with psycopg.connect(database_of_the_test(), autocommit=True) as listening:
        listening.execute("LISTEN live")
        happen("client:a")
        ticket_for("client:a")
        happen("client:a")
        with time_machine.travel(clock.now() + timedelta(minutes=20)):
            happen("client:a")
        heard = [one.payload for one in listening.notifies(timeout=0.3)]
    assert heard == ["client:a 2"]


def test_a_browser_that_comes_while_somebody_writes_misses_nothing() -> None:
    # The writer looks whether anybody reads, and nobody does; then the ticket is asked for; then it commits.
    wrote, commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            emit("client:a", "message", now=clock.now())
            wrote.set()
            assert commit.wait(10)
        connection.close()

    tickets: list[str] = []

    def ask() -> None:
        tickets.append(ticket_for("client:a"))
        connection.close()

    writer, asker = threading.Thread(target=write), threading.Thread(target=ask)
    writer.start()
    assert wrote.wait(10)
    asker.start()
    asker.join(0.3)
    assert tickets == []
    commit.set()
    writer.join(10)
    asker.join(10)
    with Subscriber(tickets[0]) as subscriber:
        subscriber.until([("client:a", 1)])


def test_a_lost_listening_connection_is_said_and_what_happened_meanwhile_is_told() -> None:
    with Subscriber(ticket_for("client:a")) as subscriber:
        assert subscriber.next() == []
        stop_listening()
        assert subscriber.next() is None
        happen("client:a")
        # A look at the stream that was still to come may find it before the server hears again.
        told = [subscriber.next(), subscriber.next()]
        assert [] in told
        assert subscriber.heard == [("client:a", 1)]


def stop_listening() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = %s AND datname = current_database()",
            [APPLICATION],
        )
        assert cursor.fetchall() == [(True,)]


def test_who_was_disconnected_while_nobody_listened_is_disconnected_then() -> None:
    ticket, spare = ticket_for("desk:a", bearer="user:1"), ticket_for("desk:a", bearer="user:1")
    with Subscriber(ticket) as staff, Subscriber(ticket_for("desk:a")) as other:
        assert (staff.next(), other.next()) == ([], [])
        # A notification that nobody hears.
        Disconnection.objects.create(bearer="user:1", at=clock.now())
        began = time.monotonic()
        stop_listening()
        assert staff.closed_with() == 4000
        assert time.monotonic() - began < 5
        assert other.next() is None
        assert other.next() == []
    assert refused(spare) == 4401


def test_a_notification_that_is_lost_is_made_good_for_within_seconds() -> None:
    with Subscriber(ticket_for("desk:a", bearer="user:1")) as staff:
        assert staff.next() == []
        Disconnection.objects.create(bearer="user:1", at=clock.now())
        began = time.monotonic()
        assert staff.closed_with(within=10) == 4000
        assert time.monotonic() - began < 20
    with Subscriber(ticket_for("desk:a", bearer="user:1")) as again:
        assert again.next() == []
        # The row is seen again and again, and closes nothing a second time.
        assert [again.next(within=10) for _ in range(3)] == [[], [], []]


def test_a_server_that_was_restarted_takes_no_ticket_of_before() -> None:
    ticket = ticket_for("desk:a", bearer="user:1")
    disconnect("user:1")
    port = free_port()
    with serving(database_of_the_test(), port=port), Subscriber(ticket, port=port) as subscriber:
        assert subscriber.closed_with() == 4401


def test_a_browser_that_does_not_take_what_is_sent_is_let_go(server: Server) -> None:
    with Subscriber(ticket_for("client:a")) as slow:
        assert slow.next() == []
        for _ in range(150):
            with transaction.atomic():
                emit("client:a", "message", now=clock.now(), text="x" * 200_000)
        with Subscriber(ticket_for("client:b")) as other:
            assert other.next() == []
        assert slow.closed_with() == 4408
    assert len(slow.heard) < 150


def test_one_bearer_has_a_handful_of_sockets() -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(SOCKETS_PER_BEARER):
            one = stack.enter_context(Subscriber(ticket_for("client:a", bearer="me")))
            assert one.next() == []
        with Subscriber(ticket_for("client:a", bearer="me")) as one_more:
            assert one_more.closed_with() == 4429
        with Subscriber(ticket_for("client:a", bearer="you")) as other:
            assert other.next() == []


def test_who_talks_to_a_socket_that_only_tells_is_cut_off() -> None:
    with Subscriber(ticket_for("client:a")) as talker:
        assert talker.next() == []
        with contextlib.suppress(ConnectionClosed):
            for _ in range(40):
                talker.socket.send("x")
        assert talker.closed_with() == 4429


def test_a_bearer_who_is_disconnected_needs_a_new_ticket() -> None:
    ticket, spare = ticket_for("desk:a", bearer="user:1"), ticket_for("desk:a", bearer="user:1")
    with Subscriber(ticket) as staff, Subscriber(ticket_for("desk:a")) as other:
        assert (staff.next(), other.next()) == ([], [])
        began = time.monotonic()
        disconnect("user:1")
        assert staff.closed_with() == 4000
        assert time.monotonic() - began < 2
        happen("desk:a")
        other.until([("desk:a", 1)])
    assert [refused(ticket), refused(spare)] == [4401, 4401]
    with Subscriber(ticket_for("desk:a", bearer="user:1")) as again:
        assert again.next() == []
