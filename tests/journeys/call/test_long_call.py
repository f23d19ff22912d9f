"""A long call leaks nothing: neither memory of the pages nor rows of the tables."""

import time

import pytest
from playwright.sync_api import Page

from tests.journeys.call.call_pages import CallPages, seconds
from visavis.calls.models import ConnectedInterval, Connection, Seat
from visavis.live.models import Event

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(2400)]

WARM_UP_S, FIVE_MINUTES_S = 15, 300
MEGABYTE = 1_000_000


def weighed(page: Page) -> dict[str, float]:
    """Heap, listeners and nodes of the page after garbage collection."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    figures = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {name: figures[name] for name in ("JSHeapUsedSize", "JSEventListeners", "Nodes")}


def rows() -> dict[str, int]:
    """How many rows there are of what a call writes."""
    return {model.__name__: model.objects.count() for model in (Connection, ConnectedInterval, Seat, Event)}


def test_memory_listeners_and_rows_stay_what_they_were(call: CallPages) -> None:
    time.sleep(WARM_UP_S)
    before, rows_before = [weighed(page) for page in call.both], rows()
    # Half an hour in the soak.
    time.sleep(seconds(1800, least=FIVE_MINUTES_S))
    call.media_flows_after("a long call", within=3)
    assert rows() == rows_before
    for then, page in zip(before, call.both, strict=True):
        now = weighed(page)
        print(f"  heap {then['JSHeapUsedSize'] / MEGABYTE:.1f} → {now['JSHeapUsedSize'] / MEGABYTE:.1f} MB")
        assert now["JSHeapUsedSize"] < then["JSHeapUsedSize"] * 1.1 + MEGABYTE
        assert now["JSEventListeners"] <= then["JSEventListeners"] + 2
        assert now["Nodes"] <= then["Nodes"] + 20
