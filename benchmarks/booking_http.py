"""Hold, then book, over HTTP, with the ledger's rows in the transaction that books.

Eight clients book with eight specialists. Holding and booking are two writes: each locks the specialist, asks
the slot engine and writes. Each is measured against one write of a baseline view (plain Django that locks,
checks and inserts an appointment, in the same server) and against the same in plain SQL. All take turns, so
that a busy machine slows all of them. A person's whole booking, with the form's page, is reported too.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from itertools import count
from random import getrandbits
from re import search
from statistics import mean
from typing import TYPE_CHECKING

from benchmarks.support.deployment import WORKERS, database, web
from benchmarks.support.load import Answer, Browser, Load, Work, run_in_turns
from benchmarks.support.report import Report, scale

if TYPE_CHECKING:
    from visavis.schedule.models import Service

CLIENTS = 8
ROUNDS = 4
WRITES = 2
EVERY = timedelta(minutes=30)
SPAN_DAYS = 80
"""The days that a client books in before the next one's begin, so that no two meet."""
FAR_AHEAD_DAYS = 2000
"""Where the baseline view books, for whom there is no horizon."""


_WRITTEN_AT_ONCE = """
SELECT 100.0 * count(*) FILTER (WHERE 5 = (
    SELECT count(*) FROM visavis_messages_message AS message
    WHERE message.appointment_id = step.appointment_id AND message.xmin = step.xmin
)) / count(*)
FROM booking_transition AS step WHERE action = 'book'
"""


def repeat_booking(port: int, service: str, first: datetime, look: bool) -> Callable[[], object]:
    """A client, each time on another network, who holds the next slot and books it.

    With `look` the form's page is loaded in between.
    """
    browser, starts = Browser(port, **{"Accept-Language": "en"}), _starts(first)
    token = _token(browser.get("/link/"))

    def book() -> None:
        start = next(starts)
        # Words for the next page, which nobody loads here, would otherwise pile up from booking to booking.
        browser.cookies.pop("messages", None)
        browser.headers["X-Forwarded-For"] = str(IPv4Address(getrandbits(32)))
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


def repeat_baseline(port: int, service: int, first: datetime, owner: int) -> Callable[[], object]:
    """A client of the baseline view."""
    browser, starts = Browser(port, **{"Accept-Language": "en"}), _starts(first)
    token = browser.get("/baseline/token/").body.decode()

    def book() -> None:
        fields = {"csrfmiddlewaretoken": token, "start": next(starts), "client": str(owner)}
        fields |= {"name": "Ivan Petrenko", "email": "ivan@example.org"}
        _redirected(browser.post(f"/baseline/book/{service}/", fields))

    return book


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("booking_http")
    with database():
        from benchmarks.support import seeding

        seeding.practice()
        rules = {"duration_min": 25, "step_min": 30, "buffer_after_min": 5, "horizon_days": 730}
        services = [
            seeding.service(seeding.specialist(f"Specialist {n}", windows=((0, 1440),)), **rules)
            for n in range(CLIENTS)
        ]
        with web() as port:
            report.say(f"{CLIENTS} clients with {CLIENTS} specialists, {WORKERS} workers")
            rounds = [_round(port, services, seeding.owner().pk, number) for number in range(ROUNDS)]
        report.figure("booked with all its rows at once", *_booked_at_once(), at_least=100)
    # In the first round the workers still read templates, zones and phone numbers.
    _verdict(report, rounds[1:])


def _round(port: int, services: "list[Service]", owner: int, number: int) -> tuple[list[Load], float]:
    """What both writes, the baseline view and whole bookings took; and plain SQL's bookings a second."""
    from benchmarks.support import baseline_sql

    seconds = max(3.0, 20 * scale())
    first, again = _first(number), _first(ROUNDS + number)
    far = first + timedelta(days=FAR_AHEAD_DAYS)
    works = [
        Work(
            "benchmarks.booking_http:repeat_booking",
            [(port, str(s.public_id), first, False) for s in services],
        ),
        Work("benchmarks.booking_http:repeat_baseline", [(port, s.pk, far, owner) for s in services]),
        Work(
            "benchmarks.booking_http:repeat_booking",
            [(port, str(s.public_id), again, True) for s in services],
        ),
    ]
    loads = run_in_turns(works, seconds=seconds)
    plain = baseline_sql.bookings_a_second(
        specialist=services[0].specialist_id, service=services[0].pk, client=owner,
        connections=CLIENTS, seconds=seconds, turn=number,
    )  # fmt: skip
    return loads, plain


def _verdict(report: Report, rounds: list[tuple[list[Load], float]]) -> None:
    ours, baseline, whole = (
        Load(CLIENTS, [second for load in of for second in load.seconds])
        for of in zip(*(loads for loads, _ in rounds), strict=True)
    )
    plain = mean(plain for _, plain in rounds)
    report.figure("hold and book", WRITES * ours.rate, "writes/s")
    report.figure("a booking, both writes: half within", ours.milliseconds(50), "ms")
    report.figure("a booking, both writes: 95 % within", ours.milliseconds(95), "ms")
    report.figure("baseline view", baseline.rate, "writes/s")
    report.figure("plain SQL", plain, "writes/s")
    report.figure("bookings, the form's page included", whole.rate, "/s")
    report.figure("baseline view against plain SQL", 100 * baseline.rate / plain, "%")
    report.figure("writes against plain SQL", 100 * WRITES * ours.rate / plain, "%", at_least=10)
    report.finish(100 * WRITES * ours.rate / baseline.rate, "% of the baseline view's writes", at_least=40)


def _booked_at_once() -> tuple[float, str]:
    """Of all bookings, those whose step to `scheduled` and five messages one transaction wrote."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN_AT_ONCE)
        return float(cursor.fetchone()[0]), "%"


def _first(number: int) -> datetime:
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=2 + number * SPAN_DAYS)


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
