"""Every address, by GET and by HEAD, at every stage of a consultation: nothing is written.

Mail scanners and previews open links, and browsers fetch pages ahead: none of that may enter a room, confirm
an appointment or take a time.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.database_digest import database_digest
from tests.personas import MONDAY
from tests.roles.world import Address, Who, World, a_world, addresses
from visavis.booking.services import cancel, confirm
from visavis.calls.services import end_for_both, take_seat
from visavis.history.models import HistoryAccess
from visavis.messages.delivery import heartbeats
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
    return a_world()


def her(world: World) -> Actor:
    user = world.appointment.specialist.user
    assert user is not None
    return Actor.staff(user)


def untouched(world: World) -> None:
    """Booked, and nothing more."""


def agreed(world: World) -> None:
    confirm(appointment_id=world.appointment.pk, now=MONDAY)


def entered_elsewhere(world: World) -> None:
    """Another device of theirs waits; this browser only has the link, as a mail scanner has."""
    enter_waiting_room(appointment_id=world.appointment.pk, now=START - 5 * MINUTE)


def entered(world: World) -> None:
    entered_elsewhere(world)
    world.browsers[Who.CLIENT].cookies[ENTERED_COOKIE] = "1"


def talking(world: World) -> None:
    entered(world)
    admit(appointment_id=world.appointment.pk, by=her(world), now=START)
    for party in CALL_PARTIES:
        take_seat(appointment_id=world.appointment.pk, party=party, tab=party, take_over=False, now=START)


def ended(world: World) -> None:
    talking(world)
    end_for_both(appointment_id=world.appointment.pk, by=her(world), now=END)


def called_off(world: World) -> None:
    cancel(appointment_id=world.appointment.pk, by=THE_CLIENT, now=MONDAY)


Stage = tuple[Callable[[World], None], datetime, PageState]

STAGES: dict[str, Stage] = {
    "ahead": (untouched, MONDAY, PageState.AHEAD),
    "confirmed": (agreed, MONDAY, PageState.AHEAD),
    "the door is open": (untouched, START - 10 * MINUTE, PageState.DOOR),
    "waiting at another device": (entered_elsewhere, START - MINUTE, PageState.DOOR),
    "in the waiting room": (entered, START - MINUTE, PageState.INSIDE),
    "in the call": (talking, START + MINUTE, PageState.INSIDE),
    "past its end and not closed yet": (talking, END + 60 * MINUTE, PageState.INSIDE),
    "nobody came, not closed yet": (untouched, END + 60 * MINUTE, PageState.DOOR),
    "over": (ended, END + MINUTE, PageState.FAILED),
    "cancelled": (called_off, START - 10 * MINUTE, PageState.CANCELLED),
}


def is_of_a_link(address: Address) -> bool:
    """Whether it is one client's: by its mark, or because it is where their link leads in."""
    access = access_of(address.view)
    return address.route.startswith("v/") or (access is not None and access.audience is Audience.CLIENT)


COUNTERS = ("people_rate_counter", "shared_cache")
COUNTED = {
    "api:": "How often a program asks is limited, whatever it asks for.",
    "account_": "Allauth counts a HEAD of the pages for signing in like an attempt.",
    "mfa_": "The same, for the second factor.",
}
"""Where asking alone is counted, by the beginning of the address's name, and why. Nothing else is written."""


OF_A_LINK = {one.name for one in addresses() if is_of_a_link(one)}


@pytest.mark.parametrize("stage", STAGES)
def test_no_address_of_a_client_writes_when_it_is_only_looked_at(
    world: World, clock: time_machine.Traveller, stage: str
) -> None:
    come_about, at, face = STAGES[stage]
    come_about(world)
    clock.move_to(at)
    get_ready(world, at)
    assert wrote(world, OF_A_LINK, (Who.NOBODY, Who.CLIENT)) == []
    # Only now: had the first look of all written something, nobody would have seen it.
    page = world.browsers[Who.CLIENT].get(f"/a/{world.appointment.public_id}/").content.decode()
    assert f'data-personal="{face} ' in page, page
    assert world.browsers[Who.CLIENT].get("/history/appointments/").status_code == 200


@pytest.mark.parametrize("who", [Who.NOBODY, Who.SPECIALIST, Who.ADMIN])
def test_no_other_address_writes_either(world: World, clock: time_machine.Traveller, who: Who) -> None:
    entered(world)
    clock.move_to(START - MINUTE)
    get_ready(world, START - MINUTE)
    others = {one.name for one in addresses()} - OF_A_LINK
    assert wrote(world, others, (who,)) == []


def test_the_client_s_addresses_are_among_those_of_a_link() -> None:
    wanted = {"room:personal", "room:client_events", "room:client_state", "room:client_chat"}
    assert wanted | {"booking:open_link", "history:appointments", "history:appointment"} <= OF_A_LINK


def wrote(world: World, names: set[str], visitors: tuple[Who, ...]) -> list[str]:
    """Which of the addresses left the database another than it was, by GET or by HEAD."""
    found = []
    for address in addresses():
        if address.name not in names:
            continue
        without = COUNTERS if address.name.startswith(tuple(COUNTED)) else ()
        path = reverse(address.name, kwargs=world.arguments(address))
        before = database_digest(without=without)
        for who in visitors:
            for method in (world.browsers[who].get, world.browsers[who].head):
                assert method(path).status_code < 500
        if database_digest(without=without) != before:
            found.append(address.name)
    return found


def get_ready(world: World, at: datetime) -> None:
    """The worker runs, and the client has just opened their history."""
    heartbeats.record("worker", now=at)
    HistoryAccess.objects.update(opened_at=at)
