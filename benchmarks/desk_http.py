"""Pages of a big practice: how many queries each asks, and what a hundred times the data changes.

Twenty specialists. Each page is asked in this process, without a server in between, among few and among many
stored appointments; its quickest answers are compared, for neighbours on the machine only ever add to them.
"""

import timeit
from typing import TYPE_CHECKING

from benchmarks.support.deployment import database
from benchmarks.support.report import Report, scaled

if TYPE_CHECKING:
    from django.test import Client

    from visavis.people.models import User

SPECIALISTS = 20
FEW, MANY = 10_000, 1_000_000
CLIENTS = 500
"""So many clients at first; their number grows with the appointments, so that each has twenty."""
MOST_QUERIES, SLOWER = 5, 2.0


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("desk_http")
    times: list[dict[str, float]] = []
    with database():
        from benchmarks.support import seeding

        seeding.practice()
        services = [seeding.service(seeding.specialist(f"Specialist {n}")) for n in range(SPECIALISTS)]
        seeding.coming_appointments(services, 28)
        _worker_that_runs()
        admin = _admin()
        stored = 0
        for count in (FEW, scaled(MANY, least=50_000)):
            clients = CLIENTS * (count - stored) // FEW
            numbers = range(stored // SPECIALISTS, count // SPECIALISTS)
            seeding.past_appointments(services, numbers, client=seeding.owners(clients), clients=clients)
            seeding.visits_of_the_past()
            stored = count
            pages = _pages(services[0].specialist_id)
            if not times:
                _count_queries(report, pages, admin)
            times.append({name: _quickest_ms(path, admin) for name, path in pages.items()})
            for name, quickest in times[-1].items():
                report.say(f"  {name} among {count} appointments: {quickest:.1f} ms")
    ratios = {name: times[1][name] / times[0][name] for name in times[0]}
    for name, ratio in ratios.items():
        report.figure(f"{name}, among many against among few", ratio, "×", at_most=SLOWER)
    report.finish(max(ratios.values()), "× at the worst page", at_most=SLOWER)


def _admin() -> "User":
    from visavis.people.models import Role, User

    return User.objects.create_user("admin@example.org", None, role=Role.ADMIN.value, name="Marta")


def _worker_that_runs() -> None:
    from visavis.lib import clock
    from visavis.messages.delivery import heartbeats

    # Ahead as far as is believed, for the run takes a while.
    heartbeats.record("worker", now=clock.now() + heartbeats.AHEAD_AT_MOST)
    heartbeats.record_jobs(now=clock.now() + heartbeats.AHEAD_AT_MOST)


def _pages(specialist_id: int) -> "dict[str, str]":
    from visavis.booking.lifecycle import State
    from visavis.booking.models import Appointment

    rows = Appointment.objects.select_related("client", "specialist").filter(specialist=specialist_id)
    one = rows.filter(state=State.COMPLETED.value).order_by("-starts_at")[0]
    assert one.client
    return {
        "today": "/desk/",
        "one specialist's day": f"/desk/?specialist={one.specialist.public_id}",
        "who waits": "/desk/queue/",
        "clients": "/desk/clients/",
        "clients found by a name": "/desk/clients/?q=petrenko+7",
        "timeline": f"/desk/clients/{one.client.public_id}/",
        "appointment": f"/desk/appointments/{one.public_id}/",
        "front page": "/",
    }


def _count_queries(report: Report, pages: dict[str, str], user: "User") -> None:
    for name, path in pages.items():
        report.figure(f"queries of {name}", _queries(path, user), "queries", at_most=MOST_QUERIES)


def _queries(path: str, user: "User") -> int:
    """The page's own queries, without those of every page: the session, its user and the practice."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = _inside(user)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    of_all = ('FROM "django_session"', 'FROM "people_user" WHERE', 'FROM "practice_practice"')
    return sum(not any(part in query["sql"] for part in of_all) for query in captured.captured_queries)


def _quickest_ms(path: str, user: "User") -> float:
    browser = _inside(user)
    return 1000 * min(timeit.repeat(lambda: browser.get(path), number=1, repeat=scaled(400, least=15)))


def _inside(user: "User") -> "Client":
    """A signed-in browser without a server: it calls the pages in this process."""
    from django.test import Client

    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(user)
    return browser


if __name__ == "__main__":
    main()
