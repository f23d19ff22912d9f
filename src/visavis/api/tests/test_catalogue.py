"""Who and what can be booked, and when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import personas
from tests.personas import MONDAY
from visavis.api.tests.programs import WEDNESDAY_TEN, World, program
from visavis.booking.availability import availability_between
from visavis.lib.intervals import Interval
from visavis.people.models import SpecialistPhoto


def slots(world: World, **asked: str) -> Any:
    return program().get(f"/api/services/{world.service.public_id}/slots", asked)


def test_specialists_and_services_are_those_of_the_pages(world: World) -> None:
    off = personas.specialist("Switched Off", active=False)
    personas.service(off)
    specialists = program().get("/api/specialists").json()
    assert [one["name"] for one in specialists["items"]] == ["Olena Koval", "Petro Danylenko"]
    assert specialists["items"][0]["services"][0]["id"] == str(world.service.public_id)
    services = program().get("/api/services").json()
    assert (services["total"], services["items"][1]["name"]) == (2, "Couple session")


def test_one_specialist_and_one_service(world: World) -> None:
    olena = program().get(f"/api/specialists/{world.olena.public_id}").json()
    assert (olena["zone"], olena["languages"], olena["photo"]) == ("Europe/Kyiv", ["uk", "en"], None)
    service = program().get(f"/api/services/{world.service.public_id}").json()
    assert (service["duration_min"], service["specialist"]) == (50, olena["id"])


@pytest.mark.parametrize("kind", ["specialists", "services"])
def test_what_is_switched_off_is_not_there(world: World, kind: str) -> None:
    world.olena.active = False
    world.olena.save()
    id_ = (world.olena if kind == "specialists" else world.service).public_id
    answer = program().get(f"/api/{kind}/{id_}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_lists_come_in_pages_and_cost_the_same_however_long(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        one = personas.specialist(f"Specialist {number:02}", hours=False)
        SpecialistPhoto.objects.create(specialist=one, webp=b"RIFF", digest="abc")
        personas.service(one)
    # The caller's limit, and two of the list.
    with django_assert_max_num_queries(3):
        first = program().get("/api/specialists", {"limit": 5}).json()
    with django_assert_max_num_queries(3):
        rest = program().get("/api/services", {"offset": 10, "limit": 100}).json()
    assert (len(first["items"]), first["total"]) == (5, 14)
    assert (len(rest["items"]), rest["total"]) == (4, 14)


@pytest.mark.parametrize(("asked", "field"), [({"limit": 101}, "limit"), ({"offset": -1}, "offset")])
def test_nobody_asks_for_everything_at_once(world: World, asked: dict[str, int], field: str) -> None:
    answer = program().get("/api/services", asked)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_free_times_are_those_that_the_engine_offers(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        answer = slots(world, **{"from": "2026-12-09", "to": "2026-12-09", "zone": "Europe/Kyiv"}).json()
    day = Interval(WEDNESDAY_TEN - timedelta(hours=10), WEDNESDAY_TEN + timedelta(hours=14))
    offered = availability_between(world.service, day, now=MONDAY).slots
    assert [datetime.fromisoformat(one["start"]) for one in answer["slots"]] == [one.start for one in offered]
    assert answer["slots"][0] == {"start": "2026-12-09T09:00:00+02:00", "end": "2026-12-09T09:50:00+02:00"}
    assert world.ivans.starts_at not in [one.start for one in offered]


def test_dates_and_times_are_those_of_the_zone_that_was_asked_for(world: World) -> None:
    answer = slots(world, **{"from": "2026-12-09", "to": "2026-12-09", "zone": "Asia/Kathmandu"}).json()
    assert answer["zone"] == "Asia/Kathmandu"
    assert answer["slots"][0]["start"] == "2026-12-09T12:45:00+05:45"


def test_a_long_stretch_is_cut_and_says_so(world: World) -> None:
    answer = slots(world, **{"from": "2020-01-01", "to": "2999-12-31"}).json()
    assert (answer["first"], answer["last"]) == ("2026-12-07", "2027-02-06")


def test_where_there_is_none_the_answer_says_why(world: World) -> None:
    sunday = slots(world, **{"from": "2026-12-13", "to": "2026-12-13"}).json()
    assert (sunday["slots"], sunday["why_none"]) == ([], "no_hours")
    far = slots(world, **{"from": "2999-01-01", "to": "2999-12-31"}).json()
    assert (far["slots"], far["why_none"]) == ([], "too_far")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"from": "tomorrow"}, "from"),
        ({"from": "1999-12-31"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"from": "2026-12-20", "to": "2026-12-10"}, "to"),
    ],
)
def test_a_wrong_question_is_named(world: World, asked: dict[str, str], field: str) -> None:
    answer = slots(world, **asked)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])


def test_refusals_are_in_the_language_that_was_asked_for(world: World) -> None:
    answer = Client(headers={"Accept-Language": "uk"}).get("/api/services", {"limit": "x"})
    assert "Надішліть" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/services/17", "/api/appointments/x/join"])
def test_an_address_that_does_not_exist_is_told_as_a_problem(world: World, path: str) -> None:
    answer = program().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_wrong_method_is_told_as_a_problem(world: World) -> None:
    answer = program().delete("/api/services")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["code"] == "method_not_allowed"


def test_a_credential_that_is_none_is_refused_even_where_none_is_needed(world: World) -> None:
    answer = program("visavis_nonsense").get("/api/services")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
    basic = Client(headers={"Authorization": "Basic b2xlbmE6c2VjcmV0"}).get("/api/services")
    assert basic.status_code == 401


def test_guessing_credentials_is_slowed_down(world: World) -> None:
    codes = {program(f"visavis_{number}").get("/api/services").status_code for number in range(61)}
    assert codes == {401, 429}


def test_nothing_here_is_kept_by_a_cache(world: World) -> None:
    assert "no-store" in program().get("/api/services")["Cache-Control"]
