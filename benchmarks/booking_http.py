"""Hold, then book, over HTTP, with the ledger's rows in the transaction that books.

Eight clients book with eight specialists. Holding and booking are two writes: each locks the specialist, asks
the slot engine and writes. Each is measured against one write of a bare Django view that locks, checks and
inserts an appointment, in the same server, and against the same in plain SQL. All take turns, so that a busy
machine slows all of them. What a person's browser does in all, the form's page included, is told too.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from re import search
from statistics import median
from typing import TYPE_CHECKING

from deployment import WORKERS, database, web
from load import Answer, Browser, load
from report import Report, scale

if TYPE_CHECKING:
    from visavis.schedule.models import Service

CLIENTS = 8
TURNS = 5
WRITES = 2
EVERY = timedelta(minutes=30)
SPAN_DAYS = 40
"""The days that each load of a client books in, so that no two loads meet."""
FAR_AHEAD_DAYS = 2000
"""Where the bare view books, for whom there is no horizon."""


_WRITTEN_AT_ONCE = """
SELECT 100.0 * count(*) FILTER (WHERE 5 = (
    SELECT count(*) FROM visavis_messages_message AS message
    WHERE message.appointment_id = step.appointment_id AND message.xmin = step.xmin
)) / count(*)
FROM booking_transition AS step WHERE action = 'book'
"""


def repeat_booking(port: int, service: str, first: datetime, look: bool) -> Callable[[], object]:
    """A client who holds the next slot and books it; with `look` the form's page is loaded in between."""
    browser, starts = Browser(port, **{"Accept-Language": "en"}), _starts(first)
    token = _token(browser.get("/link/"))

    def book() -> None:
        start = next(starts)
        chosen = {"csrfmiddlewaretoken": token, "start": start, "zone": "Europe/Kyiv"}
        form = _redirected(browser.post(f"/services/{service}/hold/", chosen))
        details = {
            "csrfmiddlewaretoken": _token(browser.get(form)) if look else token,
            "name": "Ivan Petrenko", "phone": "",
            "email": f"{service}.{start[:16].replace(':', '-')}@example.org",
            "language": "en", "zone": "Europe/Kyiv", "message": "", "consent": "on",
        }  # fmt: skip
        _redirected(browser.post(form, details))

    return book


def repeat_bare(port: int, service: int, first: datetime, owner: int) -> Callable[[], object]:
    """A client of the bare view."""
    browser, starts = Browser(port, **{"Accept-Language": "en"}), _starts(first)
    token = browser.get("/bare/token/").body.decode()

    def book() -> None:
        fields = {"csrfmiddlewaretoken": token, "start": next(starts), "client": str(owner)}
        fields |= {"name": "Ivan Petrenko", "email": "ivan@example.org"}
        _redirected(browser.post(f"/bare/book/{service}/", fields))

    return book


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("booking_http")
    with database():
        import seeding

        seeding.practice()
        rules = {"duration_min": 25, "step_min": 30, "buffer_after_min": 5, "horizon_days": 730}
        services = [
            seeding.service(seeding.specialist(f"Specialist {n}", windows=((0, 1440),)), **rules)
            for n in range(CLIENTS)
        ]
        owner = seeding.owner().pk
        with web() as port:
            report.say(f"{CLIENTS} clients with {CLIENTS} specialists, {WORKERS} workers")
            turns = [_turn(port, services, owner, number) for number in range(TURNS + 1)]
        report.figure("booked with all its rows at once", *_booked_at_once(), at_least=100)
    # The first turn only warms up.
    _verdict(report, turns[1:])


def _turn(port: int, services: "list[Service]", owner: int, number: int) -> tuple[float, ...]:
    """Writes a second: ours, those of the bare view, those of plain SQL; and whole bookings a second."""
    import bare_sql

    seconds = max(2.0, 10 * scale())
    first, again = _first(2 * number), _first(2 * number + 1)
    far = _first(number, days=FAR_AHEAD_DAYS)
    ids = [str(service.public_id) for service in services]
    ours = load("booking_http:repeat_booking", [(port, one, first, False) for one in ids], seconds=seconds)
    bare = load("booking_http:repeat_bare", [(port, s.pk, far, owner) for s in services], seconds=seconds)
    plain = bare_sql.bookings_a_second(
        specialist=services[0].specialist_id, service=services[0].pk, client=owner,
        connections=CLIENTS, seconds=seconds, turn=number,
    )  # fmt: skip
    whole = load("booking_http:repeat_booking", [(port, one, again, True) for one in ids], seconds=seconds)
    return WRITES * ours.rate, bare.rate, plain, whole.rate, ours.milliseconds(50), ours.milliseconds(95)


def _verdict(report: Report, turns: list[tuple[float, ...]]) -> None:
    ours, bare, plain, whole, half, most = (median(of) for of in zip(*turns, strict=True))
    report.figure("hold and book", ours, "writes/s")
    report.figure("a booking, both writes: half within", half, "ms")
    report.figure("a booking, both writes: 95 % within", most, "ms")
    report.figure("bare view", bare, "writes/s")
    report.figure("plain SQL", plain, "writes/s")
    report.figure("bookings, the form's page included", whole, "/s")
    of_sql = median(100 * turn[0] / turn[2] for turn in turns)
    report.figure("writes against plain SQL", of_sql, "%", at_least=10)
    value = median(100 * turn[0] / turn[1] for turn in turns)
    report.finish(value, "% of the bare view's writes", at_least=40)


def _booked_at_once() -> tuple[float, str]:
    """Of all bookings, those whose step to `scheduled` and five messages one transaction wrote."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN_AT_ONCE)
        return float(cursor.fetchone()[0]), "%"


def _first(number: int, *, days: int = 2) -> datetime:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=days + number * SPAN_DAYS)


def _starts(first: datetime) -> Iterator[str]:
    starts = (first + number * EVERY for number in count())
    for start in starts:
        if start >= first + timedelta(days=SPAN_DAYS):
            raise RuntimeError("every slot is booked: make SPAN_DAYS longer")
        yield start.isoformat()


def _token(answer: Answer) -> str:
    found = search(rb'name="csrfmiddlewaretoken" value="(\w+)"', answer.body)
    if found is None:
        raise RuntimeError(f"a page without a token: {answer.status} {answer.body[:300]!r}")
    return found[1].decode()


def _redirected(answer: Answer) -> str:
    if answer.status != 302:
        raise RuntimeError(f"an answer {answer.status} in place of a redirect: {answer.body[:2000]!r}")
    return answer.location


if __name__ == "__main__":
    main()
