"""The page of a month's free times over HTTP, beside a bare Django view that runs the same queries.

Both are asked in turns by eight clients of the same server, so that a busy machine slows both. The page is
asked again when a hundred times as many appointments are stored; how fast the server is by itself is told by
a page that asks the database nothing.
"""

from collections.abc import Callable

from deployment import WORKERS, database, web
from load import Browser, Work, in_turns
from report import Report, scale, scaled

CLIENTS = 8
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
        import seeding

        seeding.practice()
        services = [seeding.service(seeding.specialist(f"Specialist {n}")) for n in range(SPECIALISTS)]
        seeding.closed_date(services[0].specialist, 5)
        seeding.coming_appointments(services, 28)
        seeding.past_appointments(services, range(FEW // SPECIALISTS))
        page, bare = f"/services/{services[0].public_id}/", f"/bare/month/{services[0].public_id}/"
        report.figure("queries of the page", _queries(page), "queries", at_most=3)
        with web() as port:
            report.say(f"{CLIENTS} clients, {WORKERS} workers, {FEW} stored appointments")
            value, at_few = _against_bare(report, port, page, bare)
            many = scaled(MANY, least=50_000)
            seeding.past_appointments(services, range(FEW // SPECIALISTS, many // SPECIALISTS))
            report.say(f"{many} stored appointments")
            again, at_many = _against_bare(report, port, page, bare)
        report.figure("speed kept", 100 * at_many / at_few, "% of that among few", at_least=80)
        report.finish(min(value, again), "% of the bare view", at_least=50)


def _against_bare(report: Report, port: int, page: str, bare: str) -> tuple[float, float]:
    """The page's speed in percent of the bare view's, and as a part of that of a page without queries."""
    works = [Work("slots_http:repeat_get", [(port, path)] * CLIENTS) for path in (page, bare, "/bare/token/")]
    loads = in_turns(works, seconds=max(5.0, 60 * scale()))
    for name, of in zip(("page", "bare view", "no queries"), loads, strict=True):
        p50, p95 = of.milliseconds(50), of.milliseconds(95)
        report.say(f"  {name}: {of.rate:.0f} /s, p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    ours, theirs, empty = (of.rate for of in loads)
    report.figure("page against bare view", 100 * ours / theirs, "%", at_least=50)
    return 100 * ours / theirs, ours / empty


def _queries(path: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"host": "127.0.0.1"}).get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return len(captured)


if __name__ == "__main__":
    main()
