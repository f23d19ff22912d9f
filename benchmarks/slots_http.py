"""The page of a month's free times over HTTP, beside a bare Django view that runs the same queries.

Both are asked in turns by eight clients of the same server, so that a busy machine slows both. The page is
asked again when a hundred times as many appointments are stored; how fast the server is by itself is told by
a page that asks the database nothing.
"""

from collections.abc import Callable, Sequence
from statistics import median

from deployment import WORKERS, database, web
from load import Browser, Load, load
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
    loads = _in_turns(port, (page, bare, "/bare/token/"))
    for name, of in zip(("page", "bare view", "no queries"), loads, strict=True):
        report.say(f"  {name}: {_figures(of)}")
    pages, bares, empties = ([one.rate for one in of] for of in loads)
    percent = median(100 * ours / theirs for ours, theirs in zip(pages, bares, strict=True))
    report.figure("page against bare view", percent, "%", at_least=50)
    return percent, median(ours / empty for ours, empty in zip(pages, empties, strict=True))


def _in_turns(port: int, paths: Sequence[str]) -> list[list[Load]]:
    """Ask for the paths one after another, and again; the first turn only warms up."""
    seconds, turns = max(1.0, 10 * scale()), 5
    loads = [
        [load("slots_http:repeat_get", [(port, path)] * CLIENTS, seconds=seconds) for path in paths]
        for _ in range(turns + 1)
    ]
    return [list(of_path) for of_path in zip(*loads[1:], strict=True)]


def _figures(loads: Sequence[Load]) -> str:
    rate, half, most = (
        median(of)
        for of in zip(*((x.rate, x.milliseconds(50), x.milliseconds(95)) for x in loads), strict=True)
    )
    return f"{rate:.0f} /s, p50 {half:.1f} ms, p95 {most:.1f} ms"


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
