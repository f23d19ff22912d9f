"""What a browser makes of the hour-by-hour grid: full width, whole times, nothing cut that must be read."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from playwright.sync_api import Page

from tests import personas
from tests.journeys.conftest import Site
from tests.journeys.page_checks import check_page
from tests.journeys.test_desk import SIZES, at, working_day
from visavis.booking.services import ClientDetails
from visavis.lib import clock
from visavis.lib.intervals import Interval
from visavis.people.models import Specialist
from visavis.schedule.models import Service
from visavis.schedule.services import block_time

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
DAY = working_day(2)
SHORT = timedelta(minutes=30)
DeskPage = Callable[..., Page]

WIDTHS = """all => all.map(one => one.getBoundingClientRect().width / one.closest(".track").clientWidth)"""
LINES = """all => all.map(one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map(rect => Math.round(rect.top))).size;
})"""
CUT = """all => all.filter(one => {
  const times = one.getBoundingClientRect(), block = one.closest(".appt").getBoundingClientRect();
  return times.height === 0 || times.right > block.right || times.bottom > block.bottom;
}).length"""


@pytest.fixture
def olena(site: Site) -> Specialist:
    personas.practice(accent="")
    row = personas.olena()
    personas.service(row, duration_min=30, step_min=30, buffer_after_min=0, horizon_days=90)
    return row


def book(service: Service, hour: int, name: str, *, after: timedelta = timedelta(0)) -> None:
    who = ClientDetails(name=name, email="o@example.org", phone="", language="en", zone="Europe/Kyiv")
    personas.booked_by_staff(service, at(DAY, hour) + after, details=who, now=clock.now())


def measured(page: Page, selector: str, script: str) -> list[float]:
    return cast("list[float]", page.eval_on_selector_all(selector, script))


@pytest.mark.parametrize("size", SIZES)
def test_half_an_hour_and_an_overlap_show_whole_times_and_time_off_takes_no_width(
    desk_page: DeskPage, olena: Specialist, size: str
) -> None:
    service = olena.services.get()
    book(service, 10, "Oleksandra Vasylivna Kryvonis")
    book(service, 12, "Ivan Petrenko")
    book(service, 12, "Maria Sydorenko", after=SHORT / 2)
    book(service, 15, "Petro Sahaidachnyi")
    span = Interval(at(DAY, 14), at(DAY, 17))
    block_time(specialist_id=olena.pk, span=span, reason="Dentist", by=personas.by(), now=clock.now())
    page = desk_page(olena.user, viewport=SIZES[size])
    page.goto(f"/desk/calendar/?day={DAY}")
    check_page(page, f"grid/{size}")
    widths = measured(page, ".shown .appt", WIDTHS)
    assert [round(width, 1) for width in widths] == [1.0, 0.5, 0.5, 1.0]
    assert measured(page, ".shown .appt .at", LINES) == [1, 1, 1, 1]
    assert page.eval_on_selector_all(".shown .appt .at", CUT) == 0
    assert round(measured(page, ".shown .time-off", WIDTHS)[0], 1) == 1.0


def test_four_at_once_on_a_phone_still_say_when_each_begins(desk_page: DeskPage, olena: Specialist) -> None:
    olena.services.update(duration_min=50)
    for name in ("Ivan", "Maria", "Oleksandra", "Petro"):
        book(olena.services.get(), 6, name, after=timedelta(minutes=51))
    page = desk_page(olena.user, viewport=SIZES["phone"])
    page.goto(f"/desk/calendar/?day={DAY}")
    assert measured(page, ".shown .appt .at", LINES) == [1, 1, 1, 1]
    assert page.eval_on_selector_all(".shown .appt .at", CUT) == 0
