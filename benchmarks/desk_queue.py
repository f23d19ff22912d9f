"""The queue at ten desks with eighty waiting clients: how soon a change is there, and at what cost.

Each desk sees everybody's clients, and eight of them are its own. The clients' pages say every ten seconds
that they are here and ask how things are; the desks are told by live events and ask every five seconds
besides. Every two seconds somebody comes, leaves or is let in, so that each waits for five minutes. Time runs
from before the request that changes the queue until a desk has the answer that shows it; the processor time
is that of all the web server's processes, the clients' pages included.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.support.deployment import database, live, web_server
from benchmarks.support.desks import Desk, SeenChange
from benchmarks.support.live_clients import connect_clients
from benchmarks.support.processes import family, processor_s
from benchmarks.support.report import Report, scaled
from benchmarks.support.waiting_people import WaitingClient, WaitingRoom, book_now

if TYPE_CHECKING:
    from visavis.schedule.models import Service

DESKS, WAITING, CHANGES = 10, 80, 300
CHANGE_EVERY_S, CALM_S, SEEN_WITHIN_S = 2.0, 60, 10.0
SLOWEST_MS, BUSIEST_PERCENT = 300, 20


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("desk_queue")
    changes, calm_s = scaled(CHANGES, least=24), scaled(CALM_S, least=10)
    with database():
        services = _practice()
        with web_server() as (port, server), live() as (live_port, _), WaitingRoom() as room:
            coming = iter(_clients(port, services, WAITING + (changes + 1) // 2))
            for _ in range(WAITING):
                room.enter(next(coming))
            report.figure("web with the clients' pages alone", _busy(server, calm_s), "% of a core")
            with _desks(port, live_port, services) as desks:
                report.figure("and with the desks, nothing changes", _busy(server, calm_s), "% of a core")
                practice = _Practice(room, coming, desks)
                began, worked, received = time.perf_counter(), _worked_s(server), practice.received
                seen = [one for number in range(changes) for one in practice.change(number)]
                took, worked = time.perf_counter() - began, _worked_s(server) - worked
                received = practice.received - received
    ms = [1000 * one.at for one in seen]
    report.figure("an answer with a change, half", median(one.size for one in seen), "bytes")
    report.figure("an answer with a change, the largest", max(one.size for one in seen), "bytes")
    report.figure("all answers to a desk, for each change", received / changes / DESKS, "bytes")
    report.figure("half of the changes are at a desk within", median(ms), "ms")
    report.figure("95 % within", quantiles(ms, n=100)[94], "ms", at_most=SLOWEST_MS)
    report.figure("the slowest within", max(ms), "ms")
    report.finish(100 * worked / took, "% of a core", at_most=BUSIEST_PERCENT)


def _practice() -> "list[Service]":
    """A service of each specialist, who sees everybody's clients."""
    from benchmarks.support import seeding
    from visavis.people.models import Role, User

    seeding.practice()
    services = []
    for number in range(DESKS):
        made = seeding.specialist(f"Specialist {number}")
        address = f"specialist{number}@example.org"
        made.user = User.objects.create_user(address, None, role=Role.ADMIN.value, name=made.name)
        made.save()
        services.append(seeding.service(made, notice_min=0))
    return services


def _clients(port: int, services: "Sequence[Service]", number: int) -> list[WaitingClient]:
    """Browsers with the page from which one enters, the specialists' in turn."""
    from visavis.lib import clock

    return [
        WaitingClient(port, book_now(services[n % DESKS], name=f"Ivan Petrenko {n}", now=clock.now()))
        for n in range(number)
    ]


@contextlib.contextmanager
def _desks(port: int, live_port: int, services: "Sequence[Service]") -> Iterator[Mapping[int, Desk]]:
    """The desks, by specialist, each of them connected; all show who waits."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    desks = {service.specialist_id: Desk(port, service.specialist) for service in services}
    try:
        hellos = [desk.hello() for desk in desks.values()]
        connected = asyncio.run_coroutine_threadsafe(connect_clients(live_port, hellos), loop).result(30)
        for desk, client in zip(desks.values(), connected, strict=True):
            desk.follow(client)
        deadline = time.monotonic() + SEEN_WITHIN_S
        while any(len(desk.waiting) < WAITING for desk in desks.values()):
            if time.monotonic() > deadline:
                raise RuntimeError(f"a desk does not show who waits: {[d.failure for d in desks.values()]}")
            time.sleep(0.01)
        yield desks
    finally:
        for desk in desks.values():
            desk.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@dataclass
class _Practice:
    """The day of the practice: changes one after the other, each awaited at all desks."""

    room: WaitingRoom
    coming: Iterator[WaitingClient]
    desks: Mapping[int, Desk]
    due: float = 0.0

    @property
    def received(self) -> int:
        """Bytes that all desks were sent so far."""
        return sum(desk.received for desk in self.desks.values())

    def change(self, number: int) -> list[SeenChange]:
        """One comes, or who waits longest leaves or is let in; what each desk saw, after how many seconds."""
        self.due = max(self.due + CHANGE_EVERY_S, time.perf_counter())
        time.sleep(max(0.0, self.due - time.perf_counter()))
        if number % 2 == 0:
            client = next(self.coming)
            began = time.perf_counter()
            self.room.enter(client)
            return self._seen(client.id, began, waits=True)
        client, began = self.room.take_longest(), time.perf_counter()
        if number % 4 == 1:
            client.leave()
            return self._seen(client.id, began, waits=False)
        desk = self.desks[client.specialist_id]
        desk.admit(client.id)
        seen = self._seen(client.id, began, waits=False)
        desk.come_to_call(client.id)
        return seen

    def _seen(self, appointment: str, began: float, *, waits: bool) -> list[SeenChange]:
        missing = list(self.desks.values())
        while missing:
            if self.room.failure or time.perf_counter() > began + SEEN_WITHIN_S:
                failures = [self.room.failure, *(desk.failure for desk in missing)]
                raise RuntimeError(f"a change is not seen: {failures}")
            time.sleep(0.002)
            missing = [desk for desk in missing if (appointment in desk.waiting) != waits]
        seen = [desk.changes[appointment] for desk in self.desks.values()]
        return [SeenChange(one.at - began, one.size) for one in seen]


def _worked_s(server: int) -> float:
    return sum(processor_s(process) for process in family(server))


def _busy(server: int, seconds: float) -> float:
    """The percentage of a core that the server takes, watched for so long."""
    worked = _worked_s(server)
    time.sleep(seconds)
    return 100 * (_worked_s(server) - worked) / seconds


if __name__ == "__main__":
    main()
