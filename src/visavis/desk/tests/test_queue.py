"""A page of the desk is sent the lines of the queue that it does not show, and the order of all of them."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.booking.models import Appointment
from visavis.desk.queue_entries import Entry, LateEntry, RunningEntry, WaitingEntry
from visavis.desk.tests.desk_pages import SignedIn
from visavis.waiting.models import Visit

MINUTE = timedelta(minutes=1)
COMMON: dict[str, Any] = {
    "public_id": UUID(int=1),
    "client_name": "Ivan Petrenko",
    "specialist_name": "Olena Koval",
    "service_name": "Individual session",
    "starts_at": MONDAY,
    "zone": "Europe/Kyiv",
    "is_own": True,
}
WAITING = WaitingEntry(
    **COMMON,
    camera="on",
    microphone="on",
    minutes=4,
    is_overdue=False,
    is_answered=False,
    is_alone_in_call=False,
    is_elsewhere=False,
    is_here=True,
    may_admit=True,
    lost_since=None,
    patient_until=None,
    answered_at=None,
)
ENTRIES: tuple[Entry, ...] = (
    WAITING,
    RunningEntry(**COMMON),
    LateEntry(**COMMON, minutes=5, said_at=MONDAY),
)
OTHER: dict[type, Callable[[Any], Any]] = {
    bool: lambda value: not value,
    str: lambda value: f"{value}2",
    int: lambda value: value + 1,
    UUID: lambda value: UUID(int=2),
    type(None): lambda value: MONDAY,
    type(MONDAY): lambda value: value + MINUTE,
}


class Page:
    """A page of the desk, and the lines that it shows."""

    def __init__(self, browser: Client) -> None:
        self.browser = browser
        self.lines: list[str] = []

    def ask(self) -> set[str]:
        """Ask as the page's script does; return the lines that were sent."""
        answer = self.browser.post("/desk/queue/", {"shown": " ".join(self.lines)})
        if answer.status_code == 204:
            return set()
        sent = set(re.findall(r'data-queue-line="([^"]+)"', answer.text))
        order = re.search(r'data-queue-order="([^"]*)"', answer.text)
        before, self.lines = set(self.lines), order[1].split() if order else []
        assert set(self.lines) <= before | sent
        return sent

    def reload(self) -> list[str]:
        """What a page shows that is opened now."""
        opened = Page(self.browser)
        opened.ask()
        return opened.lines


@pytest.fixture
def appointments(team: Team) -> list[Appointment]:
    """Three of Olena's; the first two clients wait."""
    made = [personas.booked(team.service, MONDAY + timedelta(hours=2 + n)) for n in range(3)]
    for number, one in enumerate(made[:2]):
        _wait(one, since=number * MINUTE)
    return made


@pytest.fixture
def page(signed_in: SignedIn, appointments: list[Appointment]) -> Page:
    shown = Page(signed_in("olena"))
    shown.ask()
    return shown


def _wait(appointment: Appointment, since: timedelta = timedelta(0)) -> None:
    Visit.objects.create(
        appointment=appointment, party="client", stage="waiting",
        entered_at=MONDAY - since, last_seen_at=MONDAY,
    )  # fmt: skip


def test_a_new_page_is_sent_all_lines_and_then_none(page: Page) -> None:
    assert len(page.lines) == 2
    assert page.ask() == set()
    assert page.browser.post("/desk/queue/", {"shown": " ".join(page.lines)}).status_code == 204


def test_of_a_client_who_comes_the_page_is_sent_one_line(page: Page, appointments: list[Appointment]) -> None:
    before = page.lines
    _wait(appointments[2])
    assert len(page.ask()) == 1
    assert set(before) < set(page.lines)
    assert page.lines == page.reload()


def test_of_a_client_who_goes_it_is_sent_nothing_but_the_order(
    page: Page, appointments: list[Appointment]
) -> None:
    Visit.objects.filter(appointment=appointments[0]).update(left_at=MONDAY)
    before = page.lines
    assert page.ask() == set()
    assert set(page.lines) < set(before)
    assert len(page.lines) == 1


def test_the_last_one_who_goes_leaves_nothing(page: Page) -> None:
    Visit.objects.update(left_at=MONDAY)
    page.ask()
    assert page.lines == []
    assert page.browser.post("/desk/queue/", {"shown": ""}).status_code == 204


def test_a_page_that_missed_everything_ends_with_what_a_new_one_shows(
    page: Page, appointments: list[Appointment]
) -> None:
    Visit.objects.filter(appointment=appointments[0]).delete()
    Visit.objects.filter(appointment=appointments[1]).update(camera="on", microphone="on", answered_at=MONDAY)
    _wait(appointments[2], since=2 * MINUTE)
    assert len(page.ask()) == 2
    assert page.lines == page.reload()
    assert len(page.lines) == 2


def test_however_many_wait_the_queue_asks_as_many_questions(
    page: Page, appointments: list[Appointment]
) -> None:
    with CaptureQueriesContext(connection) as few:
        page.reload()
    _wait(appointments[2])
    # The first time that they are shown, they are told so.
    page.reload()
    with CaptureQueriesContext(connection) as more:
        assert len(page.reload()) == 3
    assert len(more) == len(few)


def test_a_page_that_says_nothing_is_sent_everything(page: Page) -> None:
    assert page.browser.post("/desk/queue/").text.count("data-queue-line") == 2
    assert page.browser.get("/desk/queue/").text.count("data-queue-line") == 2


def test_lines_that_never_were_are_not_believed(page: Page) -> None:
    shown = page.lines
    page.lines = ["<b>", *shown, *shown, "x" * 9]
    assert page.ask() == set()
    assert page.lines == shown


@pytest.mark.parametrize(
    ("entry", "field"), [(entry, field.name) for entry in ENTRIES for field in fields(entry)]
)
def test_a_line_that_would_show_anything_else_is_another(entry: Entry, field: str) -> None:
    value = getattr(entry, field)
    changed = replace(entry, **{field: OTHER[type(value)](value)})
    assert changed.tag("en") != entry.tag("en")


def test_the_same_line_in_another_language_is_another() -> None:
    assert WAITING.tag("uk") != WAITING.tag("en") == replace(WAITING).tag("en")
