"""Events: counted per stream, read from a cursor, none lost between two writers."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from visavis.live.events import emit, events_after, last_id, prune

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_reader_gets_what_follows_their_cursor() -> None:
    for number in range(3):
        emit("client:a", "message", now=NOW, text=str(number))
    emit("client:b", "message", now=NOW, text="other")
    batch = events_after("client:a", 1)
    assert [(event["id"], event["text"]) for event in batch.events] == [(2, "1"), (3, "2")]
    assert batch.cursor == 3
    assert events_after("client:a", 3).cursor == 3
    assert last_id("client:a") == 3


@pytest.mark.django_db
def test_a_cursor_beyond_the_end_goes_back_to_it() -> None:
    emit("client:a", "message", now=NOW)
    batch = events_after("client:a", 500)
    assert (batch.events, batch.cursor) == ([], 1)
    emit("client:a", "message", now=NOW)
    assert [event["id"] for event in events_after("client:a", batch.cursor).events] == [2]
    assert events_after("client:never", 500).cursor == 0


@pytest.mark.django_db(transaction=True)
def test_a_later_id_is_never_seen_before_an_earlier_one() -> None:
    # With a plain serial the second writer commits first, the subscriber resumes past the first one
    # and never sees it. Here the second writer has to wait for its number.
    started, finish, second_done = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            emit("s", "first", now=NOW)
            started.set()
            assert finish.wait(10)
        connection.close()

    def second() -> None:
        with transaction.atomic():
            emit("s", "second", now=NOW)
        second_done.set()
        connection.close()

    one, two = threading.Thread(target=first), threading.Thread(target=second)
    one.start()
    assert started.wait(10)
    two.start()
    assert not second_done.wait(0.3)
    assert events_after("s", 0).events == []
    finish.set()
    one.join(10)
    two.join(10)
    assert [event["kind"] for event in events_after("s", 0).events] == ["first", "second"]


@pytest.mark.django_db
def test_events_older_than_a_day_are_pruned_and_the_count_goes_on() -> None:
    emit("s", "old", now=NOW - timedelta(hours=25))
    emit("s", "new", now=NOW)
    assert prune(now=NOW) == 1
    assert [event["kind"] for event in events_after("s", 0).events] == ["new"]
    assert emit("s", "next", now=NOW) == 3
