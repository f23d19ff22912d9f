"""The ticket that a desk hears of its queue with names what its user may know of, and nothing else."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests import personas
from visavis.lib import clock
from visavis.live.events import events_after
from visavis.live.tickets import Keys, read_ticket
from visavis.people.models import Role, Specialist, User
from visavis.waiting.services import admit, enter_waiting_room

pytestmark = pytest.mark.django_db


def streams(user: User) -> list[str]:
    browser = Client()
    browser.force_login(user)
    told = json.loads(browser.post("/desk/live/").content)
    assert told["url"] == "ws://localhost:8001/live/"
    named = read_ticket(told["ticket"], Keys(settings.SECRET_KEY), now=clock.now()).streams
    assert sorted(told["cursors"]) == sorted(named)
    return list(named)


def test_a_specialist_hears_of_their_own_queue_alone() -> None:
    olena, petro = personas.olena(), personas.specialist()
    assert olena.user is not None
    assert petro.user is not None
    assert streams(olena.user) == [f"desk:{olena.public_id}"]
    assert streams(petro.user) == [f"desk:{petro.public_id}"]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECEPTION])
def test_who_sees_everyone_hears_of_everyone(role: Role) -> None:
    assert streams(personas.staff(role)) == ["desk:everyone"]


def test_a_specialist_without_clients_of_their_own_hears_of_nobody() -> None:
    assert streams(personas.staff(Role.SPECIALIST)) == []


def test_a_ticket_needs_a_session_and_a_post() -> None:
    assert Client().post("/desk/live/").status_code == 302
    browser = Client()
    browser.force_login(personas.staff())
    assert browser.get("/desk/live/").status_code == 405


@pytest.mark.django_db(transaction=True)
def test_both_desks_hear_of_a_client_who_comes_and_who_is_let_in() -> None:
    personas.practice()
    olena = personas.olena()
    now = clock.now()
    appointment = personas.booked_by_staff(
        personas.service(olena, notice_min=0), now + timedelta(minutes=5), now=now
    )
    enter_waiting_room(appointment_id=appointment.pk, now=now)
    came = heard(olena)
    assert min(came) > 0
    admit(appointment_id=appointment.pk, by=personas.by(olena.user), now=now)
    assert all(later > earlier for later, earlier in zip(heard(olena), came, strict=True))


def heard(olena: Specialist) -> tuple[int, int]:
    """How much the specialist's own desk and everybody's have been told."""
    return len(events_after(f"desk:{olena.public_id}", 0).events), len(
        events_after("desk:everyone", 0).events
    )
