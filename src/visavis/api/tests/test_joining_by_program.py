"""From a link to a grant, and from an appointment into its call."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from visavis.api.tests.programs import World, grant_of, post, program, token_of
from visavis.booking.models import Appointment
from visavis.booking.services import cancel
from visavis.calls.services import end_for_both
from visavis.lib import clock
from visavis.people.actors import Actor
from visavis.people.links import link_token, personal_link
from visavis.schedule.models import Door
from visavis.waiting.models import Visit
from visavis.waiting.services import admit, enter_waiting_room


@pytest.fixture
def at_its_start(world: World) -> Iterator[World]:
    with time_machine.travel(world.ivans.starts_at, tick=False):
        yield world


def join(world: World, who: str, **sent: Any) -> Any:
    shown = grant_of(world.ivans) if who == "ivan" else token_of(world.user(who))
    return post(program(shown), f"/api/appointments/{world.ivans.public_id}/join", sent)


def admit_waiting_client(world: World) -> None:
    now = world.ivans.starts_at
    enter_waiting_room(appointment_id=world.ivans.pk, now=now)
    admit(appointment_id=world.ivans.pk, by=Actor.staff(world.user("olena")), now=now)


def test_a_personal_link_is_exchanged_for_a_grant_of_its_appointment(world: World) -> None:
    for given in (link_token(world.ivans.public_id, 1), personal_link(world.ivans.public_id, 1)):
        answer = post(program(), "/api/grants", {"token": given})
        assert answer.status_code == 201
        assert answer.json()["appointment"] == str(world.ivans.public_id)
        opened = program(answer.json()["grant"]).get(f"/api/appointments/{world.ivans.public_id}")
        assert opened.json()["client"]["name"] == "Ivan Petrenko"


@pytest.mark.parametrize("given", ["", "x" * 42, "\x00", "https://elsewhere.example/v/"])
def test_what_is_no_link_gets_no_grant(world: World, given: str) -> None:
    answer = post(program(), "/api/grants", {"token": given})
    assert (answer.status_code, answer.json()["code"]) == (403, "invalid_link")


def test_an_old_link_gets_no_grant(world: World) -> None:
    world.ivans.link_generation += 1
    world.ivans.save()
    assert post(program(), "/api/grants", {"token": link_token(world.ivans.public_id, 1)}).status_code == 403


@pytest.mark.parametrize("who", ["ivan", "olena"])
def test_before_the_client_is_let_in_nobody_gets_anything_to_join_with(at_its_start: World, who: str) -> None:
    enter_waiting_room(appointment_id=at_its_start.ivans.pk, now=at_its_start.ivans.starts_at)
    answer = join(at_its_start, who)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_admitted")
    assert at_its_start.ivans.room_name not in answer.content.decode()
    assert "grant" not in answer.json()


def test_both_join_the_one_room_once_the_client_was_let_in(at_its_start: World) -> None:
    admit_waiting_client(at_its_start)
    first, second = join(at_its_start, "ivan").json(), join(at_its_start, "olena").json()
    assert first["room"] == second["room"] == at_its_start.ivans.room_name
    assert (first["party"], second["party"]) == ("client", "specialist")
    assert first["peers"] == []
    assert [(peer["party"], peer["epoch"]) for peer in second["peers"]] == [("client", 1)]
    assert first["grant"]["provider"] == "p2p"


@pytest.mark.parametrize(("who", "code"), [("admin", "not_yours"), ("reception", "not_for_your_role")])
def test_nobody_but_the_two_joins(at_its_start: World, who: str, code: str) -> None:
    admit_waiting_client(at_its_start)
    answer = join(at_its_start, who)
    assert (answer.status_code, answer.json()["code"]) == (403, code)


def test_another_tab_of_the_same_person_has_to_be_taken_over_knowingly(at_its_start: World) -> None:
    admit_waiting_client(at_its_start)
    join(at_its_start, "ivan", tab="phone")
    assert join(at_its_start, "ivan", tab="laptop").json()["code"] == "seat_taken"
    assert join(at_its_start, "ivan", tab="laptop", take_over=True).status_code == 200


def test_an_open_door_lets_the_client_in_by_joining(at_its_start: World) -> None:
    Appointment.objects.update(door=Door.OPEN.value)
    answer = join(at_its_start, "ivan")
    assert (answer.status_code, answer.json()["party"]) == (200, "client")
    at_its_start.ivans.refresh_from_db()
    assert at_its_start.ivans.state == "in_progress"


def test_an_open_door_is_closed_the_day_before(world: World) -> None:
    Appointment.objects.update(door=Door.OPEN.value)
    with time_machine.travel(world.ivans.starts_at - timedelta(days=1), tick=False):
        answer = join(world, "ivan")
    assert (answer.status_code, answer.json()["code"]) == (409, "room_not_open")


def test_what_is_over_is_not_joined(at_its_start: World) -> None:
    admit_waiting_client(at_its_start)
    end_for_both(
        appointment_id=at_its_start.ivans.pk,
        by=Actor.staff(at_its_start.user("olena")),
        now=at_its_start.ivans.starts_at,
    )
    assert join(at_its_start, "ivan").json()["code"] == "over"


def test_what_was_cancelled_is_not_joined(at_its_start: World) -> None:
    by = Actor.staff(at_its_start.user("olena"))
    cancel(appointment_id=at_its_start.ivans.pk, by=by, now=at_its_start.ivans.starts_at)
    assert join(at_its_start, "ivan").status_code == 410


def test_a_program_walks_the_whole_path_from_the_waiting_room_into_the_call(at_its_start: World) -> None:
    at = f"/api/appointments/{at_its_start.ivans.public_id}"
    client, specialist = program(grant_of(at_its_start.ivans)), program(token_of(at_its_start.user("olena")))
    early = post(specialist, f"{at}/admit", {})
    assert (early.status_code, early.json()["reason"]) == (409, "nobody_waits")
    assert post(client, f"{at}/admit", {}).status_code == 403
    assert post(client, f"{at}/enter", {}).json() == {"admitted": False}
    assert post(specialist, f"{at}/admit", {}).json()["state"] == "in_progress"
    assert [post(one, f"{at}/join", {}).status_code for one in (client, specialist)] == [200, 200]


def test_the_document_is_one_that_generators_read_well(world: World) -> None:
    told = program().get("/api/openapi.json").json()
    assert told["info"]["title"].isascii()
    assert told["info"]["license"]["name"] == "MIT"
    assert told["servers"][0]["url"].startswith("http")
    ids = [one["operationId"] for path in told["paths"].values() for one in path.values()]
    assert "bookAppointment" in ids
    assert all(name.isidentifier() and "_" not in name for name in ids)
    fields = told["components"]["schemas"]["BookingIn"]["properties"].values()
    assert not any("default" in field for field in fields)


def test_a_second_grant_of_the_same_client_asks_the_specialist_and_changes_nothing(
    at_its_start: World,
) -> None:
    address = f"/api/appointments/{at_its_start.ivans.public_id}"
    first = at_its_start.program("ivan")
    assert post(first, f"{address}/enter").status_code == 200
    with time_machine.travel(clock.now() + timedelta(seconds=2), tick=False):
        second = at_its_start.program("ivan")
        for what in ("enter", "join", "cancel"):
            refused = post(second, f"{address}/{what}", {})
            assert (refused.status_code, refused.json()["code"]) == (409, "on_another_device"), what
        assert post(first, f"{address}/enter").status_code == 200
    visit = Visit.objects.get(appointment=at_its_start.ivans)
    assert visit.asking_device not in {"", visit.device}
