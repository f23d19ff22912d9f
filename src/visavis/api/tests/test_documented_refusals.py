"""The OpenAPI document names the refusals that each operation can give: all of them, and no other."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.test import Client
from psycopg.errors import LockNotAvailable

from tests import personas
from tests.personas import MARIA, MONDAY
from visavis.api import access
from visavis.api.responses import ANY_OPERATION
from visavis.api.tests.documented import documented, operation_at
from visavis.api.tests.programs import WEDNESDAY_TEN, World, post, program, wanted
from visavis.booking.services import block_contacts
from visavis.calls.services import end_for_both, take_seat
from visavis.lib.rsgi import BODY_REFUSED, BodyRefused
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.waiting.services import admit, enter_waiting_room

HOUR = timedelta(hours=1)
IVANS_START = WEDNESDAY_TEN + 2 * HOUR
NOBODYS = "4f6c2f1e-8f0e-4f6e-9d3b-0b1f6f0c9a11"


def path_of(world: World, operation: str, *, appointment: str = "") -> str:
    ivans = f"/api/appointments/{appointment or world.ivans.public_id}"
    return {
        "listSpecialists": "/api/specialists",
        "getSpecialist": f"/api/specialists/{world.olena.public_id}",
        "listServices": "/api/services",
        "getService": f"/api/services/{world.service.public_id}",
        "listSlots": f"/api/services/{world.service.public_id}/slots",
        "getChallenge": f"/api/services/{world.service.public_id}/challenge",
        "bookAppointment": "/api/appointments",
        "getAppointment": ivans,
        "moveAppointment": f"{ivans}/move",
        "cancelAppointment": f"{ivans}/cancel",
        "createGrant": "/api/grants",
        "enterWaitingRoom": f"{ivans}/enter",
        "admitClient": f"{ivans}/admit",
        "joinCall": f"{ivans}/join",
    }[operation]


READS = {
    "listSpecialists", "getSpecialist", "listServices", "getService", "listSlots", "getChallenge",
    "getAppointment",
}  # fmt: skip


def ask(world: World, operation: str, who: str, sent: Any = None, **where: str) -> Any:
    """Call an operation about Ivan's appointment, as a program of `who`."""
    caller, path = world.program(who), path_of(world, operation, **where)
    return caller.get(path) if operation in READS else post(caller, path, sent)


def at_ivans_start(ask_then: Callable[[World], Any]) -> Callable[[World], Any]:
    def asked(world: World) -> Any:
        with time_machine.travel(IVANS_START, tick=False):
            return ask_then(world)

    return asked


def in_the_call(world: World) -> Actor:
    """Ivan was let in."""
    user = world.user("olena")
    enter_waiting_room(appointment_id=world.ivans.pk, now=IVANS_START)
    admit(appointment_id=world.ivans.pk, by=Actor.staff(user), now=IVANS_START)
    return Actor.staff(user)


def no_json(operation: str, who: str = "nobody") -> Callable[[World], Any]:
    return lambda world: world.program(who).post(
        path_of(world, operation), "{", content_type="application/json"
    )


def blocked(world: World) -> Any:
    block_contacts(appointment=world.marias, by=personas.by(), now=MONDAY)
    sent = wanted(world.service, email=MARIA.email)
    return ask(world, "bookAppointment", "nobody", sent)


def seat_taken(world: World) -> Any:
    in_the_call(world)
    client = Party.CLIENT
    take_seat(appointment_id=world.ivans.pk, party=client, tab="one", take_over=False, now=IVANS_START)
    return ask(world, "joinCall", "ivan", {"tab": "two"})


def call_over(world: World) -> Any:
    by = in_the_call(world)
    for party in (Party.CLIENT, Party.SPECIALIST):
        take_seat(appointment_id=world.ivans.pk, party=party, tab="one", take_over=False, now=IVANS_START)
    end_for_both(appointment_id=world.ivans.pk, by=by, now=IVANS_START)
    return ask(world, "joinCall", "ivan")


OWN: Mapping[tuple[str, int], Callable[[World], Any]] = MappingProxyType({
    ("listSpecialists", 422): lambda w: w.program("nobody").get("/api/specialists?limit=0"),
    ("getSpecialist", 404): lambda w: w.program("nobody").get(f"/api/specialists/{NOBODYS}"),
    ("listServices", 422): lambda w: w.program("nobody").get("/api/services?offset=x"),
    ("getService", 404): lambda w: w.program("nobody").get(f"/api/services/{NOBODYS}"),
    ("listSlots", 404): lambda w: w.program("nobody").get(f"/api/services/{NOBODYS}/slots"),
    ("listSlots", 422): lambda w: w.program("nobody").get(f"{path_of(w, 'listSlots')}?zone=Mars"),
    ("getChallenge", 404): lambda w: w.program("nobody").get(
        f"/api/services/{NOBODYS}/challenge", {"start": WEDNESDAY_TEN.isoformat()}
    ),
    ("getChallenge", 422): lambda w: ask(w, "getChallenge", "nobody"),
    ("bookAppointment", 400): no_json("bookAppointment"),
    ("bookAppointment", 403): blocked,
    ("bookAppointment", 409): lambda w: ask(
        w, "bookAppointment", "nobody", wanted(w.service, w.ivans.starts_at)
    ),
    ("bookAppointment", 422): lambda w: ask(w, "bookAppointment", "nobody", {}),
    ("getAppointment", 403): lambda w: ask(w, "getAppointment", "maria"),
    ("getAppointment", 404): lambda w: ask(w, "getAppointment", "petro"),
    ("moveAppointment", 400): no_json("moveAppointment", "ivan"),
    ("moveAppointment", 403): lambda w: ask(
        w, "moveAppointment", "maria", {"start": WEDNESDAY_TEN.isoformat()}
    ),
    ("moveAppointment", 404): lambda w: ask(
        w, "moveAppointment", "petro", {"start": WEDNESDAY_TEN.isoformat()}
    ),
    ("moveAppointment", 409): lambda w: ask(
        w, "moveAppointment", "ivan", {"start": w.marias.starts_at.isoformat()}
    ),
    ("moveAppointment", 422): lambda w: ask(w, "moveAppointment", "ivan", {}),
    ("cancelAppointment", 400): no_json("cancelAppointment", "ivan"),
    ("cancelAppointment", 403): lambda w: ask(w, "cancelAppointment", "maria"),
    ("cancelAppointment", 404): lambda w: ask(w, "cancelAppointment", "petro"),
    ("cancelAppointment", 409): at_ivans_start(lambda w: ask(w, "cancelAppointment", "ivan")),
    ("cancelAppointment", 422): lambda w: ask(w, "cancelAppointment", "ivan", {"reason": 1}),
    ("createGrant", 400): no_json("createGrant"),
    ("createGrant", 403): lambda w: ask(w, "createGrant", "nobody", {"token": "x"}),
    ("createGrant", 422): lambda w: ask(w, "createGrant", "nobody"),
    ("enterWaitingRoom", 403): lambda w: ask(w, "enterWaitingRoom", "maria"),
    ("enterWaitingRoom", 409): lambda w: ask(w, "enterWaitingRoom", "ivan"),
    ("admitClient", 403): lambda w: ask(w, "admitClient", "ivan"),
    ("admitClient", 404): lambda w: ask(w, "admitClient", "petro"),
    ("admitClient", 409): lambda w: ask(w, "admitClient", "olena"),
    ("joinCall", 400): no_json("joinCall", "ivan"),
    ("joinCall", 403): lambda w: ask(w, "joinCall", "ivan"),
    ("joinCall", 404): lambda w: ask(w, "joinCall", "petro"),
    ("joinCall", 409): at_ivans_start(seat_taken),
    ("joinCall", 410): at_ivans_start(call_over),
    ("joinCall", 422): lambda w: ask(w, "joinCall", "ivan", {"tab": ""}),
})  # fmt: skip
"""How to get every refusal that is an operation's own."""


def caller_of(world: World, operation: str) -> Client:
    return world.program("olena" if operation == "admitClient" else "ivan")


def test_an_operation_names_the_refusals_that_it_can_give_and_no_other() -> None:
    refusals = {
        name: {status for status in statuses if status >= 400} for name, statuses in documented().items()
    }
    can_give = {name: set(ANY_OPERATION) for name in documented()}
    for operation, status in OWN:
        can_give[operation].add(status)
    assert refusals == can_give


@pytest.mark.parametrize(("operation", "status"), OWN)
def test_each_of_its_own_can_be_met(world: World, operation: str, status: int) -> None:
    answer = OWN[operation, status](world)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("operation", documented())
def test_each_of_any_operations_can_be_met(
    world: World, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, caller = path_of(world, operation), caller_of(world, operation)
    method = "GET" if operation in READS else "POST"
    assert operation_at(path, method) == operation

    def met(who: Client, **environment: Any) -> int:
        return who.generic(method, path, "{}", content_type="application/json", **environment).status_code

    found = {met(program("visavis_" + "x" * 43))}
    found |= {met(caller, **{BODY_REFUSED: why}) for why in BodyRefused}
    with monkeypatch.context() as patched:
        patched.setattr(access, "CALLS_A_MINUTE", 0)
        found.add(met(caller))
    with monkeypatch.context() as patched:
        patched.setattr(access, "check_rate", _given_up)
        found.add(met(caller))
    assert found == ANY_OPERATION


def _given_up(*_asked: object, **_more: object) -> None:
    """The database waited too long for a lock."""
    raise OperationalError from LockNotAvailable()
