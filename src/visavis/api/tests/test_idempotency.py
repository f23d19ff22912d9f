"""A program that got no answer asks again, and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import override_settings

from tests.personas import MONDAY
from visavis.api.tests.programs import WEDNESDAY_TEN, World, post, program, wanted
from visavis.booking.errors import IdempotencyKeyReused
from visavis.booking.models import Appointment, IdempotencyRecord
from visavis.booking.services import (
    ClientDetails,
    book,
    correct_details,
    delete_idempotency_records,
    expire_requests,
)
from visavis.people.actors import THE_CLIENT
from visavis.schedule.models import Service

KEY = {"Idempotency-Key": "6b0a54f2-83ab-4d7c-b3c1-0a5b1c1d9e77"}


def booked_here() -> Any:
    return Appointment.objects.filter(starts_at=WEDNESDAY_TEN).exclude(state="expired")


def refuse(*_: Any, **__: Any) -> None:
    raise IdempotencyKeyReused


@pytest.mark.parametrize("who", ["nobody", "olena"])
def test_the_same_request_sent_again_gets_the_same_appointment(world: World, who: str) -> None:
    sender, request = world.program(who), wanted(world.service)
    first, again = (post(sender, "/api/appointments", request, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["appointment"] == again.json()["appointment"]
    assert booked_here().count() == 1
    assert booked_here().get().transitions.filter(action__in=["create", "book"]).count() <= 2


@pytest.mark.parametrize("who", ["nobody", "olena"])
def test_a_request_is_recognised_after_the_secret_key_was_rotated(world: World, who: str) -> None:
    sender, request = world.program(who), wanted(world.service)
    first = post(sender, "/api/appointments", request, **KEY)
    with override_settings(SECRET_KEY="r" * 60, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        again = post(sender, "/api/appointments", request, **KEY)
        other = post(sender, "/api/appointments", request | {"name": "Somebody Else"}, **KEY)
    assert again.status_code == 201, again.json()
    assert first.json()["appointment"] == again.json()["appointment"]
    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize("who", ["nobody", "olena"])
@pytest.mark.parametrize("other", [{"name": "Somebody Else"}, {"start": "2026-12-10T10:00:00+02:00"}])
def test_a_key_that_was_used_for_something_else_is_refused(
    world: World, who: str, other: dict[str, str]
) -> None:
    sender, request = world.program(who), wanted(world.service)
    post(sender, "/api/appointments", request, **KEY)
    refused = post(sender, "/api/appointments", request | other, **KEY)
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


def test_a_request_that_expired_may_be_made_anew(world: World) -> None:
    Service.objects.filter(pk=world.service.pk).update(needs_approval=True)
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    first = IdempotencyRecord.objects.get().appointment
    assert expire_requests(older_than=timedelta(0), now=MONDAY) == 1
    again = post(program(), "/api/appointments", wanted(world.service), **KEY)
    assert again.status_code == 201
    assert again.json()["appointment"]["id"] != str(first.public_id)


def test_what_is_refused_leaves_nothing_behind(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "record_result", refuse)
    answer = post(program(), "/api/appointments", wanted(world.service), **KEY)
    assert answer.json()["code"] == "idempotency_key_reused"
    assert not Appointment.objects.filter(starts_at=WEDNESDAY_TEN).exists(), "not even a hold"


def test_who_asks_again_after_the_contact_was_corrected_gets_neither_names_nor_a_grant(world: World) -> None:
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    made = IdempotencyRecord.objects.get().appointment
    right = ClientDetails("Petro Newcomer", "right@example.org", "", "en", "Europe/Kyiv")
    correct_details(appointment_id=made.pk, details=right, by=THE_CLIENT, now=MONDAY)
    again = post(program(), "/api/appointments", wanted(world.service), **KEY)
    assert (again.status_code, again.json()["code"]) == (409, "booking_changed_since")
    assert "right@example.org" not in again.content.decode()
    assert "grant" not in again.json()


def test_keys_are_forgotten_after_a_day(world: World) -> None:
    post(program(), "/api/appointments", wanted(world.service), **KEY)
    assert delete_idempotency_records(now=MONDAY + timedelta(hours=23)) == 0
    assert delete_idempotency_records(now=MONDAY + timedelta(hours=25)) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["nobody", "olena"])
def test_eight_at_once_make_one_appointment(who: str) -> None:
    with time_machine.travel(MONDAY, tick=False):
        world = World.made()
        senders, request = [world.program(who) for _ in range(8)], wanted(world.service)

        def send(sender: Any) -> Any:
            try:
                return post(sender, "/api/appointments", request, **KEY)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, senders))
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.json()["appointment"]["id"] for answer in answers}) == 1
    assert booked_here().count() == 1
