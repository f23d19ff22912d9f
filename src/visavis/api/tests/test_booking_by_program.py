"""Programs book, look, move and cancel by the rules of the pages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.personas import MONDAY
from visavis.api.tests.programs import WEDNESDAY_TEN, World, grant_of, post, program, wanted
from visavis.booking.models import Appointment
from visavis.booking.services import correct_details
from visavis.messages.models import Message
from visavis.people.models import RateCounter

HOUR = timedelta(hours=1)


def at(world: World, end: str = "", of: str = "ivans") -> str:
    return f"/api/appointments/{getattr(world, of).public_id}{end}"


def test_a_client_books_a_free_time_and_gets_a_grant_for_it(world: World) -> None:
    answer = post(program(), "/api/appointments", wanted(world.service))
    assert answer.status_code == 201
    made = answer.json()["appointment"]
    assert (made["state"], made["start"]) == ("scheduled", "2026-12-09T09:00:00+01:00")
    row = Appointment.objects.get(public_id=made["id"])
    assert row.client_email == "petro@example.org"
    # The pages' own service: the messages are planned with it.
    assert Message.objects.filter(appointment=row).exists()
    assert program(answer.json()["grant"]).get(f"/api/appointments/{row.public_id}").status_code == 200


def test_a_taken_time_is_refused_with_the_free_ones_around_it(world: World) -> None:
    answer = post(program(), "/api/appointments", wanted(world.service, world.ivans.starts_at))
    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "slot_taken"
    times = [datetime.fromisoformat(one["start"]) for one in problem["alternatives"]]
    assert len(times) == 6
    assert world.ivans.starts_at not in times
    assert WEDNESDAY_TEN + HOUR in times


def test_a_time_that_is_not_offered_is_refused_with_the_reason(world: World) -> None:
    night = WEDNESDAY_TEN - timedelta(hours=8)
    answer = post(program(), "/api/appointments", wanted(world.service, night))
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_not_offered")
    assert answer.json()["reason"] == "outside_hours"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": ""}, "email"),
        ({"email": "petro"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"language": "xx"}, "language"),
        ({"consent": False}, "consent"),
        ({"start": "2026-12-09T10:00"}, "start"),
        ({"start": 1}, "start"),
        ({"service": "nonsense"}, "service"),
        ({"service": "4f6c2f1e-8f0e-4f6e-9d3b-0b1f6f0c9a11"}, "service"),
        ({"naem": "Petro"}, "naem"),
        ({"override": True}, "override"),
        ({"name": "Pet\x00ro"}, "name"),
    ],
)
def test_a_wrong_field_is_named_with_the_fix(world: World, sent: dict[str, Any], field: str) -> None:
    answer = post(program(), "/api/appointments", wanted(world.service) | sent)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert all(one["detail"] for one in answer.json()["errors"])
    assert not Appointment.objects.filter(client_email="petro@example.org").exists()


def test_what_is_no_json_is_told_so(world: World) -> None:
    answer = program().post("/api/appointments", b"{", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")


def test_staff_book_for_a_client_with_a_phone_alone(world: World) -> None:
    sent = wanted(world.service, email="", phone="+380501112233", consent=False)
    answer = post(world.program("olena"), "/api/appointments", sent)
    assert answer.status_code == 201
    assert answer.json()["grant"] is None
    row = Appointment.objects.get(public_id=answer.json()["appointment"]["id"])
    assert row.transitions.get().actor == world.olena.user


def test_staff_see_the_reason_and_may_take_the_time_knowingly(world: World) -> None:
    olena, sent = world.program("olena"), wanted(world.service, world.ivans.starts_at)
    refused = post(olena, "/api/appointments", sent)
    assert (refused.status_code, refused.json()["reason"]) == (409, "taken")
    taken = post(olena, "/api/appointments", sent | {"override": True})
    assert (taken.status_code, taken.json()["appointment"]["overbooked"]) == (201, True)


def test_a_specialist_cannot_book_for_a_colleague(world: World) -> None:
    answer = post(world.program("petro"), "/api/appointments", wanted(world.service))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "service")


def test_one_network_books_no_more_than_the_pages_allow(world: World) -> None:
    RateCounter.objects.all().delete()
    sent = [wanted(world.service, email=f"c{number}@example.org") for number in range(61)]
    codes = [post(program(), "/api/appointments", one).status_code for one in sent]
    assert codes.count(429) == 1
    assert codes[0] == 201


def test_the_client_moves_their_appointment_and_nobody_elses(world: World) -> None:
    free = world.ivans.starts_at + timedelta(hours=2)
    moved = post(world.program("ivan"), at(world, "/move"), {"start": free.isoformat()})
    assert moved.status_code == 200
    assert datetime.fromisoformat(moved.json()["start"]) == free
    assert moved.json()["version"] == world.ivans.version + 1
    strange = post(world.program("maria"), at(world, "/move"), {"start": free.isoformat()})
    assert (strange.status_code, strange.json()["code"]) == (403, "other_appointment")


def test_a_move_to_a_taken_time_names_others(world: World) -> None:
    answer = post(world.program("ivan"), at(world, "/move"), {"start": world.marias.starts_at.isoformat()})
    assert (answer.status_code, len(answer.json()["alternatives"])) == (409, 6)
    world.ivans.refresh_from_db()
    assert world.ivans.starts_at == WEDNESDAY_TEN + timedelta(hours=2)


def test_it_is_too_late_for_clients_to_move_when_it_is_on_the_page(world: World) -> None:
    later = world.ivans.starts_at - timedelta(hours=3)
    free = (world.ivans.starts_at + timedelta(days=1)).isoformat()
    with time_machine.travel(later, tick=False):
        late = post(program(grant_of(world.ivans)), at(world, "/move"), {"start": free})
        assert (late.status_code, late.json()["code"]) == (409, "too_late_to_move")
        assert post(world.program("olena"), at(world, "/move"), {"start": free}).status_code == 200


def test_cancelling_twice_is_harmless_and_a_late_one_is_marked(world: World) -> None:
    with time_machine.travel(world.ivans.starts_at - timedelta(hours=3), tick=False):
        ivan = program(grant_of(world.ivans))
        first, second = (post(ivan, at(world, "/cancel"), {"reason": "Ill"}) for _ in range(2))
    assert first.json() == second.json()
    assert (first.json()["state"], first.json()["cancelled_late"]) == ("cancelled", True)
    assert world.ivans.transitions.filter(action="cancel").count() == 1


def test_a_consultation_that_runs_is_not_cancelled_by_its_client(world: World) -> None:
    with time_machine.travel(world.ivans.starts_at + timedelta(minutes=1), tick=False):
        answer = post(program(grant_of(world.ivans)), at(world, "/cancel"))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_possible_now")


def test_a_grant_ends_when_its_link_ends(world: World) -> None:
    ivan = world.program("ivan")
    assert ivan.get(at(world)).status_code == 200
    correct_details(
        appointment_id=world.ivans.pk,
        details=_with_other_mail(world.ivans),
        by=_olena(world),
        now=MONDAY,
    )
    assert ivan.get(at(world)).status_code == 401


def test_a_grant_ends_a_month_after_its_appointment(world: World) -> None:
    ivan = program(grant_of(world.ivans))
    with time_machine.travel(world.ivans.ends_at + timedelta(days=30, seconds=1), tick=False):
        assert ivan.get(at(world)).status_code == 401


def test_a_cookie_of_a_browser_opens_nothing(world: World) -> None:
    from visavis.people.links import GRANT_COOKIE, sign_grant

    browser = Client()
    browser.force_login(world.user("admin"))
    browser.cookies[GRANT_COOKIE] = sign_grant(world.ivans.public_id, 1)
    assert browser.get(at(world)).status_code == 401
    # Nor does what is in it, shown as if it were a grant of ours.
    assert program(sign_grant(world.ivans.public_id, 1)).get(at(world)).status_code == 401


def _with_other_mail(appointment: Appointment) -> Any:
    from dataclasses import replace

    from tests.personas import IVAN

    return replace(IVAN, email="other@example.org")


def _olena(world: World) -> Any:
    from visavis.people.actors import Actor

    return Actor.staff(world.user("olena"))
