"""The page of a month's free times over HTTP, beside a baseline view that runs the same queries.

Both are asked in turns by eight clients of the same server, so that a busy machine slows both; a page
that asks the database nothing tells how fast the server is by itself. All is measured again when a
hundred times as many appointments are stored. What that changes is told by the page's quickest answers,
without a server in between: neighbours on the machine only ever add to them.
"""

import timeit
from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks.support.deployment import WORKERS, database, web
from benchmarks.support.load import Browser, Work, run_in_turns
from benchmarks.support.report import Report, scale, scaled

if TYPE_CHECKING:
    from django.test import Client

CLIENTS = 8
WARM_UP_S = 4.0
SPECIALISTS = 20
FEW, MANY = 10_000, 1_000_000


def repeat_get(port: int, path: str) -> Callable[[], object]:
    """A client that asks for a page again and again."""
    browser = Browser(port, **{"Accept-Language": "en"})

    def ask() -> None:
        answer = browser.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")

    ask()
    return ask


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("slots_http")
    with database():
        from benchmarks.support import seeding

        seeding.practice()
        services = [seeding.service(seeding.specialist(f"Specialist {n}")) for n in range(SPECIALISTS)]
        seeding.closed_date(services[0].specialist, 5)
        seeding.coming_appointments(services, 28)
        page, baseline = f"/services/{services[0].public_id}/", f"/baseline/month/{services[0].public_id}/"
        report.figure("queries of the page", _queries(page), "queries", at_most=3)
        percent, quickest, stored = [], [], 0
        with web() as port:
            report.say(f"{CLIENTS} clients, {WORKERS} workers")
            for count in (FEW, scaled(MANY, least=50_000)):
                seeding.past_appointments(services, range(stored // SPECIALISTS, count // SPECIALISTS))
                stored = count
                quickest.append(_quickest_ms(page))
                report.figure(f"quickest answer among {count} appointments", quickest[-1], "ms")
                percent.append(_against_baseline(report, port, page, baseline))
        report.figure("quickest among many against among few", quickest[1] / quickest[0], "", at_most=1.25)
    report.finish(min(percent), "% of the baseline view", at_least=50)


def _against_baseline(report: Report, port: int, page: str, baseline: str) -> float:
    """The page's speed in percent of the baseline view's."""
    works = [
        Work("benchmarks.slots_http:repeat_get", [(port, path)] * CLIENTS)
        for path in (page, baseline, "/baseline/token/")
    ]
    # A worker that has just started still reads templates and zones.
    run_in_turns(works, seconds=WARM_UP_S)
    loads = run_in_turns(works, seconds=max(5.0, 60 * scale()))
    for name, of in zip(("page", "baseline view", "no queries"), loads, strict=True):
        p50, p95 = of.milliseconds(50), of.milliseconds(95)
        report.say(f"  {name}: {of.rate:.0f} /s, p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    percent = 100 * loads[0].rate / loads[1].rate
    report.figure("page against baseline view", percent, "%", at_least=50)
    return percent


def _quickest_ms(path: str) -> float:
    browser = _inside()
    return 1000 * min(timeit.repeat(lambda: browser.get(path), number=1, repeat=scaled(2000, least=200)))


def _queries(path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = _inside().get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(captured)


def _inside() -> "Client":
    """A browser without a server: it calls the pages in this process."""
    from django.test import Client

    return Client(headers={"host": "127.0.0.1"})


if __name__ == "__main__":
    main()
