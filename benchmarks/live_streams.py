"""Thousands of browsers connected to one process for live events: memory for each, and delay of an event.

Each reads a stream of its own and one that all read. An event to one stream is told to one of them; a
broadcast is one event in the stream of all. Time runs from before the event is written until the last browser
has it.
"""

import asyncio
import random
import re
import resource
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles

from benchmarks.support.deployment import database, live
from benchmarks.support.live_clients import LiveClient, connect_clients, wait_for_events
from benchmarks.support.processes import processor_s
from benchmarks.support.report import Report, scaled

CONNECTIONS, SINGLE_EVENTS, BROADCASTS = 5_000, 2_000, 20
HEAVIEST_KB, SLOWEST_MS, SLOWEST_BROADCAST_S = 45, 100, 1.5
EVERYBODY = "bench:everybody"
TICKETS_AT_ONCE = 500
TWO_PINGS_S = 13.0


def main() -> None:
    """Measure, print, and exit with the verdict."""
    report = Report("live_streams")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    streams = [f"bench:{number}" for number in range(scaled(CONNECTIONS, least=250))]
    with database(), live() as (port, process):
        kilobytes = asyncio.run(_measured(report, streams, port, process))
    report.finish(kilobytes, "kB", at_most=HEAVIEST_KB)


async def _measured(report: Report, streams: Sequence[str], port: int, process: int) -> float:
    """Print the figures; return the kilobytes per connection."""
    before = _resident_kb(process)
    hellos = await asyncio.to_thread(_hellos, streams)
    began = time.perf_counter()
    clients = await connect_clients(port, hellos)
    report.figure(f"{len(clients)} browsers connect within", time.perf_counter() - began, "s")
    # By then the server has allocated all that it keeps for a connection.
    await asyncio.sleep(TWO_PINGS_S)
    kilobytes = (_resident_kb(process) - before) / len(clients)
    report.figure("memory for each", kilobytes, "kB", at_most=HEAVIEST_KB)
    single = await _single_events(clients, scaled(SINGLE_EVENTS, least=200))
    half, slow = (1000 * quantiles(single, n=100)[percent - 1] for percent in (50, 99))
    report.figure("one event to one stream, 50 %", half, "ms")
    report.figure("one event to one stream, 99 %", slow, "ms", at_most=SLOWEST_MS)
    worked = processor_s(process)
    broadcasts = [await _broadcast(clients) for _ in range(scaled(BROADCASTS, least=3))]
    worked = (processor_s(process) - worked) / len(broadcasts)
    report.figure("processor time of a broadcast", worked, "s")
    report.figure("broadcast to all, 50 %", median(broadcasts), "s")
    report.figure("broadcast to all, the slowest", max(broadcasts), "s", at_most=SLOWEST_BROADCAST_S)
    report.require("all are still connected", not any(one.transport.is_closing() for one in clients))
    for one in clients:
        one.transport.abort()
    return kilobytes


def _hellos(streams: Sequence[str]) -> list[tuple[str, dict[str, int]]]:
    """A ticket for each stream together with the one of all, and where to begin."""
    from django.conf import settings

    from visavis.lib import clock
    from visavis.live.subscribe import expect_subscribers
    from visavis.live.tickets import Keys, sign

    now, keys = clock.now(), Keys(settings.SECRET_KEY)
    for first in range(0, len(streams), TICKETS_AT_ONCE):
        expect_subscribers([EVERYBODY, *streams[first : first + TICKETS_AT_ONCE]], now=now)
    return [
        (sign([one, EVERYBODY], keys, bearer=one, now=clock.now()), {one: 0, EVERYBODY: 0}) for one in streams
    ]


async def _single_events(clients: Sequence[LiveClient], count: int) -> list[float]:
    """Seconds from writing an event until it is received, one event after the other."""
    seconds = []
    for _ in range(count):
        number = random.randrange(len(clients))
        already = len(clients[number].received_at)
        began = time.perf_counter()
        await asyncio.to_thread(_emit_event, f"bench:{number}")
        (at,) = await wait_for_events([clients[number]], already + 1)
        seconds.append(at - began)
    return seconds


async def _broadcast(clients: Sequence[LiveClient]) -> float:
    """Seconds until all clients have received one event."""
    already = [len(one.received_at) for one in clients]
    began = time.perf_counter()
    await asyncio.to_thread(_emit_event, EVERYBODY)
    at = [await wait_for_events([one], before + 1) for one, before in zip(clients, already, strict=True)]
    return max(last for (last,) in at) - began


def _emit_event(stream: str) -> None:
    """An event as a page writes it: in a transaction of its own, durable."""
    from django.db import transaction

    from visavis.lib import clock
    from visavis.live.events import emit

    with transaction.atomic():
        emit(stream, "message", now=clock.now(), text="Olena sees that you are here and will let you in.")


def _resident_kb(process: int) -> float:
    """The process's proportional set size: its own memory and its share of shared memory."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    found = re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)
    if found is None:
        raise RuntimeError("this system does not tell how much memory a process takes")
    return float(found[1])


if __name__ == "__main__":
    main()
