"""A program that got no answer asks again, and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from tests.personas import MONDAY
from visavis.api.tests.programs import WEDNESDAY_TEN, World, post, program, wanted
from visavis.booking.models import Appointment, IdempotencyRecord
from visavis.booking.services import ClientDetails, correct_details, delete_idempotency_records, release_hold
from visavis.messages.models import Message
from visavis.people.actors import THE_CLIENT

KEY = {"Idempotency-Key": "6b0a54f2-83ab-4d7c-b3c1-0a5b1c1d9e77"}


def booked_here() -> Any:
    return Appointment.objects.filter(starts_at=WEDNESDAY_TEN).exclude(state="expired")


@pytest.mark.parametrize("who", ["nobody", "olena"])
def test_the_same_order_sent_again_gets_the_same_appointment(world: World, who: str) -> None:
    sender, order = world.program(who), wanted(world.service)
    first, again = (post(sender, "/api/appointments", order, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["appointment"] == again.json()["appointment"]
    assert booked_here().count() == 1
    assert booked_here().get().transitions.filter(action__in=["create", "book"]).count() <= 2


@pytest.mark.parametrize("who", ["nobody", "olena"])
@pytest.mark.parametrize("other", [{"name": "Somebody Else"}, {"start": "2026-12-10T10:00:00+02:00"}])
def test_a_key_that_was_used_for_something_else_is_refused(
    world: World, who: str, other: dict[str, str]
) -> None:
    sender, order = world.program(who), wanted(world.service)
    post(sender, "/api/appointments", order, **KEY)
    refused = post(sender, "/api/appointments", order | other, **KEY)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Appointment.objects.filter(client_email="petro@example.org").count() == 1


def test_a_key_is_for_one_service_only(world: World) -> None:
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    refused = post(program(), "/api/appointments", wanted(world.petros_service), **KEY)
    assert refused.json()["code"] == "idempotency_key_reused"


def test_keys_of_different_owners_have_nothing_to_do_with_each_other(world: World) -> None:
    sent = [
        post(world.program("olena"), "/api/appointments", wanted(world.service), **KEY),
        post(world.program("petro"), "/api/appointments", wanted(world.petros_service), **KEY),
    ]
    assert [answer.status_code for answer in sent] == [201, 201]


def test_a_key_that_others_may_use_too_is_refused(world: World) -> None:
    answer = post(program(), "/api/appointments", wanted(world.service), **{"Idempotency-Key": "1"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_an_order_whose_time_ran_out_may_be_made_anew(world: World) -> None:
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    first = IdempotencyRecord.objects.get().appointment
    # As if the program had stopped between keeping the time and booking it.
    Appointment.objects.filter(pk=first.pk).update(state="held", held_until=MONDAY + timedelta(minutes=10))
    release_hold(appointment_id=first.pk, now=MONDAY)
    again = post(program(), "/api/appointments", wanted(world.service), **KEY)
    assert again.status_code == 201
    assert again.json()["appointment"]["id"] != str(first.public_id)


def test_one_that_stopped_half_way_is_finished(world: World) -> None:
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    first = IdempotencyRecord.objects.get().appointment
    Appointment.objects.filter(pk=first.pk).update(state="held", held_until=MONDAY + timedelta(minutes=10))
    Message.objects.filter(appointment=first).delete()
    again = post(program(), "/api/appointments", wanted(world.service), **KEY).json()["appointment"]
    assert (again["id"], again["state"]) == (str(first.public_id), "scheduled")


def test_who_asks_again_after_the_contact_was_corrected_gets_neither_names_nor_a_grant(world: World) -> None:
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    made = IdempotencyRecord.objects.get().appointment
    right = ClientDetails("Petro Newcomer", "right@example.org", "", "en", "Europe/Kyiv")
    correct_details(appointment_id=made.pk, details=right, by=THE_CLIENT, now=MONDAY)
    again = post(program(), "/api/appointments", wanted(world.service), **KEY)
    assert (again.status_code, again.json()["code"]) == (409, "booking_changed_since")
    assert "right@example.org" not in again.content.decode()
    assert "grant" not in again.json()


def test_orders_are_forgotten_after_a_day(world: World) -> None:
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    assert delete_idempotency_records(now=MONDAY + timedelta(hours=23)) == 0
    assert delete_idempotency_records(now=MONDAY + timedelta(hours=25)) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["nobody", "olena"])
def test_eight_at_once_make_one_appointment(who: str) -> None:
    with time_machine.travel(MONDAY, tick=False):
        world = World.made()
        senders, order = [world.program(who) for _ in range(8)], wanted(world.service)

        def send(sender: Any) -> Any:
            try:
                return post(sender, "/api/appointments", order, **KEY)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, senders))
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.json()["appointment"]["id"] for answer in answers}) == 1
    assert booked_here().count() == 1
