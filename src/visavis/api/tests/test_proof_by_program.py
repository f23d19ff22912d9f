"""Where the practice asks strangers for a proof of work, a program without a token solves a challenge."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from altcha import Challenge, Payload, solve_challenge

from tests import personas
from tests.personas import MONDAY
from visavis.api.tests.programs import WEDNESDAY_TEN, World, post, program, wanted
from visavis.booking import proof_of_work
from visavis.booking.models import Appointment, SpentChallenge
from visavis.people.models import RateCounter

ADDRESS = "/api/appointments"
KEY = {"Idempotency-Key": "6b0a54f2-83ab-4d7c-b3c1-0a5b1c1d9e77"}
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof_of_work, "ATTEMPTS", (2, 5))
    monkeypatch.setattr(proof_of_work, "ROUNDS", 10)


@pytest.fixture
def asks(world: World) -> World:
    personas.practice(proof_of_work=True)
    return world


def challenge(world: World, start: Any = WEDNESDAY_TEN) -> Any:
    path = f"/api/services/{world.service.public_id}/challenge"
    answer = program().get(path, {"start": start.isoformat()})
    assert answer.status_code == 200
    return answer.json()["challenge"]


def proof(world: World, start: Any = WEDNESDAY_TEN) -> str:
    asked = Challenge.from_dict(challenge(world, start))
    solution = solve_challenge(asked)
    assert solution is not None
    return Payload(asked, solution).to_base64()


def booked() -> int:
    return Appointment.objects.filter(client_email="petro@example.org").count()


def test_a_practice_that_asks_for_nothing_has_no_challenge(world: World) -> None:
    assert challenge(world) is None
    assert post(program(), ADDRESS, wanted(world.service)).status_code == 201


def test_a_solved_challenge_books_once(asks: World) -> None:
    sent = wanted(asks.service, proof=proof(asks))
    assert post(program(), ADDRESS, sent).status_code == 201
    assert (booked(), SpentChallenge.objects.count()) == (1, 1)
    Appointment.objects.all().update(state="cancelled")
    again = post(program(), ADDRESS, sent)
    assert (again.status_code, again.json()["code"]) == (422, "proof_missing")
    assert booked() == 1


def test_without_one_nothing_is_booked_and_nobodys_limits_are_used_up(asks: World) -> None:
    RateCounter.objects.all().delete()
    unsolved = base64.b64encode(
        json.dumps({"challenge": challenge(asks), "solution": {"counter": 0, "derivedKey": ""}}).encode()
    ).decode()
    later = proof(asks, WEDNESDAY_TEN + timedelta(hours=1))
    with time_machine.travel(MONDAY + MINUTE, tick=False):
        # A program has no reason to wait instead.
        for sent in ("", "nonsense", unsolved, later):
            answer = post(program(), ADDRESS, wanted(asks.service, proof=sent))
            assert (answer.status_code, answer.json()["code"]) == (422, "proof_missing")
    assert booked() == 0
    # What is counted are the calls, in two of their windows.
    assert RateCounter.objects.count() == 2


def test_it_expires_after_ten_minutes(asks: World) -> None:
    sent = wanted(asks.service, proof=proof(asks))
    with time_machine.travel(MONDAY + 10 * MINUTE, tick=False):
        assert post(program(), ADDRESS, sent).status_code == 422


def test_a_request_that_comes_again_needs_a_proof_and_spends_none(asks: World) -> None:
    first = post(program(), ADDRESS, wanted(asks.service, proof=proof(asks)), **KEY)
    with time_machine.travel(MONDAY + 30 * MINUTE, tick=False):
        again = post(program(), ADDRESS, wanted(asks.service, proof=proof(asks)), **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["appointment"]["id"] == again.json()["appointment"]["id"]
    assert (booked(), SpentChallenge.objects.count()) == (1, 1)


def test_a_token_of_staff_needs_none(asks: World) -> None:
    assert post(asks.program("reception"), ADDRESS, wanted(asks.service)).status_code == 201
