"""Every endpoint, by GET and by HEAD, at every stage of a consultation: nothing is written.

Mail scanners and previews open links, and browsers prefetch pages: none of that may enter a room, confirm
an appointment or take a time.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.database_digest import database_digest
from tests.personas import MONDAY
from tests.roles.visitors import Endpoint, Visitor, World, endpoints, make_world
from visavis.booking.services import cancel, confirm
from visavis.calls.services import end_for_both, take_seat
from visavis.history.models import HistoryAccess
from visavis.messages.delivery import heartbeats
from visavis.messages.models import Message
from visavis.people.access import Audience, access_of
from visavis.people.actors import THE_CLIENT, Actor
from visavis.people.parties import CALL_PARTIES
from visavis.room.entered_cookie import ENTERED_COOKIE
from visavis.room.page_state import PageState
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
START = MONDAY + timedelta(days=2, hours=2)
END = START + 50 * MINUTE


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(clock: time_machine.Traveller) -> World:
    return make_world()


def specialist_of(world: World) -> Actor:
    user = world.appointment.specialist.user
    assert user is not None
    return Actor.staff(user)


def booked(world: World) -> None:
    """Booked, and nothing more."""


def confirmed(world: World) -> None:
    confirm(appointment_id=world.appointment.pk, now=MONDAY)


def entered_elsewhere(world: World) -> None:
    """The client waits at another device; this browser only has the link, like a mail scanner."""
    enter_waiting_room(appointment_id=world.appointment.pk, now=START - 5 * MINUTE)


def entered(world: World) -> None:
    entered_elsewhere(world)
    world.browsers[Visitor.CLIENT].cookies[ENTERED_COOKIE] = "1"


def in_call(world: World) -> None:
    entered(world)
    admit(appointment_id=world.appointment.pk, by=specialist_of(world), now=START)
    for party in CALL_PARTIES:
        take_seat(appointment_id=world.appointment.pk, party=party, tab=party, take_over=False, now=START)


def ended(world: World) -> None:
    in_call(world)
    end_for_both(appointment_id=world.appointment.pk, by=specialist_of(world), now=END)


def cancelled(world: World) -> None:
    cancel(appointment_id=world.appointment.pk, by=THE_CLIENT, now=MONDAY)


Stage = tuple[Callable[[World], None], datetime, PageState]

STAGES: dict[str, Stage] = {
    "ahead": (booked, MONDAY, PageState.AHEAD),
    "confirmed": (confirmed, MONDAY, PageState.AHEAD),
    "the door is open": (booked, START - 10 * MINUTE, PageState.DOOR),
    "waiting at another device": (entered_elsewhere, START - MINUTE, PageState.DOOR),
    "in the waiting room": (entered, START - MINUTE, PageState.INSIDE),
    "in the call": (in_call, START + MINUTE, PageState.INSIDE),
    "past its end and not closed yet": (in_call, END + 60 * MINUTE, PageState.INSIDE),
    "nobody came, not closed yet": (booked, END + 60 * MINUTE, PageState.DOOR),
    "over": (ended, END + MINUTE, PageState.FAILED),
    "cancelled": (cancelled, START - 10 * MINUTE, PageState.CANCELLED),
}


def is_client_endpoint(endpoint: Endpoint) -> bool:
    """Whether it is for a client: by its declared access, or because a personal link leads to it."""
    access = access_of(endpoint.view)
    return endpoint.route.startswith("v/") or (access is not None and access.audience is Audience.CLIENT)


COUNTERS = ("people_rate_counter", "shared_cache")
COUNTED = {
    "api:": "How often a program asks is limited, whatever it asks for.",
    "account_": "Allauth counts a HEAD of the pages for signing in like an attempt.",
    "mfa_": "The same, for the second factor.",
}
"""Endpoints whose requests are counted, by the beginning of their name, and why. Nothing else is written."""


CLIENT_ENDPOINTS = {one.name for one in endpoints() if is_client_endpoint(one)}


@pytest.mark.parametrize("stage", STAGES)
def test_no_address_of_a_client_writes_when_it_is_only_looked_at(
    world: World, clock: time_machine.Traveller, stage: str
) -> None:
    prepare, at, page_state = STAGES[stage]
    prepare(world)
    clock.move_to(at)
    run_worker_and_open_history(world, at)
    assert endpoints_that_write(world, CLIENT_ENDPOINTS, (Visitor.NOBODY, Visitor.CLIENT)) == []
    # Only now: a write by the first request would have gone unseen.
    page = world.browsers[Visitor.CLIENT].get(f"/a/{world.appointment.public_id}/").content.decode()
    assert f'data-personal="{page_state} ' in page, page
    assert world.browsers[Visitor.CLIENT].get("/history/appointments/").status_code == 200


@pytest.mark.parametrize("who", [Visitor.NOBODY, Visitor.SPECIALIST, Visitor.ADMIN])
def test_no_other_address_writes_either(world: World, clock: time_machine.Traveller, who: Visitor) -> None:
    entered(world)
    clock.move_to(START - MINUTE)
    run_worker_and_open_history(world, START - MINUTE)
    others = {one.name for one in endpoints()} - CLIENT_ENDPOINTS
    assert endpoints_that_write(world, others, (who,)) == []


def test_the_client_s_addresses_are_among_those_of_a_link() -> None:
    wanted = {"room:personal", "room:client_events", "room:client_state", "room:client_chat"}
    assert wanted | {"booking:open_link", "history:appointments", "history:appointment"} <= CLIENT_ENDPOINTS


def endpoints_that_write(world: World, names: set[str], visitors: tuple[Visitor, ...]) -> list[str]:
    """Which of the endpoints change the database on GET or HEAD."""
    found = []
    for endpoint in endpoints():
        if endpoint.name not in names:
            continue
        without = COUNTERS if endpoint.name.startswith(tuple(COUNTED)) else ()
        path = reverse(endpoint.name, kwargs=world.arguments(endpoint))
        before = database_digest(without=without)
        for who in visitors:
            for method in (world.browsers[who].get, world.browsers[who].head):
                assert method(path).status_code < 500
        if database_digest(without=without) != before:
            found.append(endpoint.name)
    return found


def run_worker_and_open_history(world: World, at: datetime) -> None:
    """The worker runs, and the client has just opened their history."""
    heartbeats.record("worker", now=at)
    heartbeats.record_jobs(now=at)
    # As a worker leaves them: nothing is overdue.
    Message.objects.filter(due_at__lte=at).update(state="sent", sent_at=at)
    HistoryAccess.objects.update(opened_at=at)
