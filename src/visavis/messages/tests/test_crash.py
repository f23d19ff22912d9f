"""Nothing is lost and nothing untrue is sent, whoever is killed: workers, the mail server, the database.

`SCALE` (default small) sizes the runs; 1 is ten thousand messages.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from visavis.messages.tests.crash_rig import Mail, Rig, working

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1800)]
SCALE = float(os.environ.get("SCALE", "0.01"))
BOOKINGS = max(40, round(4_000 * SCALE))
KILLS = max(3, round(60 * SCALE))
AWAY_S = max(5.0, 60 * SCALE)
"""How long the mail server is of no use, in each of its ways."""
KYIV = ZoneInfo("Europe/Kyiv")
IN_FLIGHT_S = 2.0
"""A delivery that had begun may arrive so long after a change."""


@pytest.fixture(scope="module")
def parts() -> Iterator[Rig]:
    with Rig() as made:
        yield made


@pytest.fixture
def rig(parts: Rig) -> Rig:
    parts.forget()
    return parts


def lost(rig: Rig, mails: list[Mail]) -> set[str]:
    """What the ledger says was sent and nobody has, and what it gave up."""
    arrived = {mail.message_id for mail in mails}
    due = rig.rows(
        "SELECT message_id, state FROM visavis_messages_message"
        " WHERE due_at <= now() AND state NOT IN ('superseded', 'skipped')"
    )
    return {message_id for message_id, state in due if state != "sent" or message_id not in arrived}


def copies(mails: list[Mail]) -> int:
    return sum(count - 1 for count in Counter(mail.message_id for mail in mails).values())


def test_workers_killed_at_random_lose_nothing_and_send_nothing_untrue(rig: Rig) -> None:
    rig.run("-m", "visavis.messages.tests.busy_day", "book", str(BOOKINGS))
    with working(rig, 2):
        day = rig.begin("-m", "visavis.messages.tests.busy_day", "change", str(BOOKINGS // 2))
        for _ in range(KILLS):
            time.sleep(random.uniform(0.3, 1.5))
            rig.kill_a_worker()
        printed, _ = day.communicate(timeout=1500)
        changes = [json.loads(line) for line in printed.decode().splitlines()]
        rig.until_quiet()
    mails = rig.mails()
    assert len(changes) == BOOKINGS // 2
    assert lost(rig, mails) == set()
    assert told_last(rig) == []
    assert untrue(rig, mails, changes) == []
    assert wrong_times(rig, mails, changes) == []
    print(f"{len(mails)} mails, {copies(mails)} copies, {len(changes)} changes, {KILLS} kills")


def test_a_mail_server_that_refuses_and_then_hangs_delays_and_loses_nothing(rig: Rig) -> None:
    rig.run("-m", "visavis.messages.tests.busy_day", "book", str(BOOKINGS))
    rig.mail_server("refuse")
    with working(rig, 1):
        time.sleep(AWAY_S)
        assert rig.mails() == []
        rig.mail_server("hang 3")
        time.sleep(AWAY_S)
        rig.mail_server("")
        rig.until_quiet()
    mails = rig.mails()
    assert lost(rig, mails) == set()
    assert copies(mails) == 0
    print(f"{len(mails)} mails, none twice, {AWAY_S:.0f} s each of refusing and of hanging")


def test_a_database_that_crashes_and_comes_back_loses_nothing(rig: Rig) -> None:
    rig.run("-m", "visavis.messages.tests.busy_day", "book", str(BOOKINGS))
    with working(rig, 2):
        while not rig.mails():
            time.sleep(0.02)
        rig.crash_database()
        time.sleep(1)
        rig.crash_database()
        rig.until_quiet()
        assert all(worker.poll() is None for worker in rig.workers), "no worker may give up"
    mails = rig.mails()
    assert lost(rig, mails) == set()
    print(f"{len(mails)} mails, {copies(mails)} copies")


def test_a_worker_runs_jobs_beside_its_messages_and_ends_at_once_when_asked(rig: Rig) -> None:
    rig.run("-m", "visavis.messages.tests.busy_day", "book", "3")
    rig.run("-m", "visavis.messages.tests.busy_day", "defer", "1")
    rig.start_worker()
    (worker,) = rig.workers
    rig.workers.clear()
    within(30, lambda: rig.rows(JOBS) == [(0,)] and len(rig.mails()) >= 6)
    assert rig.rows(WORKERS) == [(1,)]
    begun = time.monotonic()
    worker.terminate()
    assert worker.wait(timeout=10) == 0
    assert time.monotonic() - begun < 5
    assert rig.rows(WORKERS) == [(0,)]


def test_a_worker_ends_within_five_seconds_even_while_a_mail_server_hangs(rig: Rig) -> None:
    rig.run("-m", "visavis.messages.tests.busy_day", "book", "20")
    rig.mail_server("hang 20")
    rig.start_worker()
    (worker,) = rig.workers
    rig.workers.clear()
    within(30, lambda: rig.rows(SENDING) != [(0,)])
    begun = time.monotonic()
    worker.terminate()
    assert worker.wait(timeout=10) == 0
    assert time.monotonic() - begun < 5.5
    given_back = rig.rows("SELECT count(*) FROM visavis_messages_message WHERE state = 'claimed'")
    assert given_back == [(0,)]


def test_what_a_worker_that_died_had_begun_is_begun_again(rig: Rig) -> None:
    begun = (
        "INSERT INTO procrastinate_jobs"
        " (task_name, args, status, queue_name, priority, attempts, queueing_lock)"
        " VALUES ('%s', '{\"timestamp\": 1}', '%s', 'default', 0, 1, '%s') RETURNING id"
    )
    rig.rows(begun % ("booking.delete_idempotency_records", "doing", "its own"))
    rig.rows(begun % ("booking.expire_holds", "doing", "shared"))
    rig.rows(begun % ("booking.expire_holds", "todo", "shared"))
    with working(rig, 1):
        within(30, lambda: rig.rows("SELECT count(*) FROM procrastinate_jobs") == [(0,)])


JOBS = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'booking.expire_holds'"
WORKERS = "SELECT count(*) FROM visavis_messages_workerheartbeat WHERE name <> 'jobs'"
SENDING = "SELECT count(*) FROM visavis_messages_message WHERE state = 'sending'"


def within(seconds: float, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def told_last(rig: Rig) -> list[tuple[object, ...]]:
    """Appointments whose client was not sent the news of their last version."""
    return rig.rows(
        "SELECT a.id, a.state, a.version FROM booking_appointment a WHERE NOT EXISTS ("
        " SELECT FROM visavis_messages_message m WHERE m.appointment_id = a.id AND m.version = a.version"
        " AND m.recipient = 'client' AND m.state = 'sent' AND m.kind = CASE"
        " WHEN a.state = 'cancelled' THEN 'cancelled' WHEN a.version > 0 THEN 'moved' ELSE 'scheduled' END)"
    )


def untrue(rig: Rig, mails: list[Mail], changes: list[dict[str, float]]) -> list[str]:
    """Messages of a version before a change whose delivery began after that change was committed."""
    committed = {change["appointment"]: change["committed"] for change in changes}
    arrived: dict[str, float] = {}
    for mail in mails:
        arrived[mail.message_id] = max(mail.at, arrived.get(mail.message_id, 0.0))
    old = rig.rows(
        "SELECT m.message_id, m.appointment_id, extract(epoch FROM m.begun_at)"
        " FROM visavis_messages_message m JOIN booking_appointment a ON a.id = m.appointment_id"
        " WHERE m.version < a.version AND m.begun_at IS NOT NULL"
    )
    return [
        message_id
        for message_id, appointment, begun in old
        if float(begun) > committed[appointment]
        or arrived.get(message_id, 0.0) > committed[appointment] + IN_FLIGHT_S
    ]


def wrong_times(rig: Rig, mails: list[Mail], changes: list[dict[str, float]]) -> list[str]:
    """Mails that say another time than that of the version they speak of."""
    starts = {(change["appointment"], change["version"]): change["starts_at"] for change in changes}
    first = rig.rows(
        "SELECT appointment_id, extract(epoch FROM starts_at) FROM booking_transition WHERE action = 'create'"
    )
    starts |= {(appointment, 0): float(start) for appointment, start in first}
    rows = rig.rows("SELECT message_id, appointment_id, version FROM visavis_messages_message")
    speaks_of = {message_id: (appointment, version) for message_id, appointment, version in rows}
    return [
        mail.text for mail in mails if f"{_kyiv(starts[speaks_of[mail.message_id]]):%H:%M}" not in mail.text
    ]


def _kyiv(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone(KYIV)
