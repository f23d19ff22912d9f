"""Every API endpoint with every kind of program, and programs at the endpoints of browsers."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.personas import MONDAY
from tests.roles.test_role_matrix import declared_access, is_let_in, request_and_roll_back
from tests.roles.visitors import Endpoint, World, endpoints, make_world
from visavis.booking.models import Appointment
from visavis.messages.delivery import heartbeats
from visavis.people.access import Access, Audience
from visavis.people.api_tokens import make_token
from visavis.people.links import link_token, sign_bearer_grant
from visavis.people.models import ApiToken, Role, Specialist, User

pytestmark = pytest.mark.django_db

PARTIES_ONLY = {"api:join"}
STAFF_ONLY = {"api:admit"}


class Program(StrEnum):
    """The kinds of programs, by their credentials."""

    CLIENT = "the grant of this appointment"
    STRANGER = "the grant of another appointment"
    OLD = "a grant of an earlier generation"
    COLLEAGUE = "another specialist's token"
    SPECIALIST = "the appointment's specialist's token"
    RECEPTION = "reception's token"
    ADMIN = "an administrator's token"
    REVOKED = "a revoked token"
    GONE = "the token of one who left"
    FORGED = "a token of nobody's"


ROLES = {
    Program.COLLEAGUE: Role.SPECIALIST,
    Program.SPECIALIST: Role.SPECIALIST,
    Program.RECEPTION: Role.RECEPTION,
    Program.ADMIN: Role.ADMIN,
}
KNOWN = {Program.CLIENT, Program.STRANGER, *ROLES}


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(MONDAY, tick=False):
        heartbeats.record("worker", now=MONDAY)
        heartbeats.record_jobs(now=MONDAY)
        yield make_world()


def programs(world: World) -> dict[Program, Client]:
    id_, generation = world.appointment.public_id, world.appointment.link_generation
    marias = Appointment.objects.exclude(pk=world.appointment.pk).get()
    colleague = Specialist.objects.exclude(pk=world.appointment.specialist_id).get()
    olena = world.appointment.specialist.user
    revoked = _token(olena)
    ApiToken.objects.order_by("pk").last().delete()  # type: ignore[union-attr]  # it was made just now
    gone = User.objects.create_user("gone@example.org", None, role=Role.ADMIN.value, is_active=False)
    shown = {
        Program.CLIENT: sign_bearer_grant(id_, generation),
        Program.STRANGER: sign_bearer_grant(marias.public_id, marias.link_generation),
        Program.OLD: sign_bearer_grant(id_, generation + 1),
        Program.COLLEAGUE: _token(colleague.user),
        Program.SPECIALIST: _token(olena),
        Program.RECEPTION: _token(User.objects.get(role=Role.RECEPTION.value)),
        Program.ADMIN: _token(User.objects.get(role=Role.ADMIN.value, is_active=True)),
        Program.REVOKED: revoked,
        Program.GONE: _token(gone),
        Program.FORGED: "visavis_" + "x" * 43,
    }
    return {who: Client(headers={"Authorization": f"Bearer {text}"}) for who, text in shown.items()}


def test_every_address_of_the_interface_is_marked_as_such() -> None:
    of_programs = [endpoint for endpoint in endpoints() if endpoint.route.startswith("api/")]
    assert len(of_programs) >= 13
    marks = {access.audience for one in of_programs if (access := declared_access(one))}
    assert marks == {Audience.EVERYONE, Audience.API}


@pytest.mark.parametrize("endpoint", [a for a in endpoints() if a.route.startswith("api/")], ids=str)
def test_which_programs_get_in(endpoint: Endpoint, world: World) -> None:
    access, path = declared_access(endpoint), reverse(endpoint.name, kwargs=world.arguments(endpoint))
    assert access is not None
    found = {}
    for who, program in programs(world).items():
        body = _sent(world).get(endpoint.name, {})
        answers = [
            request_and_roll_back(program.get, path),
            request_and_roll_back(program.post, path, body, content_type="application/json"),
        ]
        assert all(answer.status_code < 500 for answer in answers), who
        found[who] = {is_let_in(answer) for answer in answers if answer.status_code != 405}
        refused = [answer for answer in answers if not is_let_in(answer)]
        assert not any(b"Ivan" in answer.content for answer in refused), who
    assert found == {who: {is_allowed(who, endpoint, access)} for who in Program}


def test_no_program_gets_in_where_only_browsers_do(world: World) -> None:
    known, got_in = programs(world), []
    for endpoint in endpoints():
        access = declared_access(endpoint)
        assert access is not None
        if access.audience in (Audience.EVERYONE, Audience.API):
            continue
        path = reverse(endpoint.name, kwargs=world.arguments(endpoint))
        for who in (Program.ADMIN, Program.SPECIALIST, Program.CLIENT):
            answers = [
                request_and_roll_back(known[who].get, path),
                request_and_roll_back(known[who].post, path),
            ]
            got_in += [f"{who}: {path}" for one in answers if one.status_code != 405 and is_let_in(one)]
    assert got_in == []


def is_allowed(who: Program, endpoint: Endpoint, access: Access) -> bool:
    """What the view's declared access says of this program."""
    if access.audience is Audience.EVERYONE:
        return who in KNOWN or not _reads_credentials(endpoint)
    if who is Program.CLIENT:
        return endpoint.name not in STAFF_ONLY
    if ROLES.get(who) not in access.roles:
        return False
    if endpoint.name in PARTIES_ONLY:
        return who is Program.SPECIALIST
    return who is not Program.COLLEAGUE


def _reads_credentials(endpoint: Endpoint) -> bool:
    """The page about the interface and its schema are the same for everybody."""
    return endpoint.name not in {"api:openapi-json", "api:openapi-view", "api:api-root"}


def _sent(world: World) -> dict[str, Any]:
    later = world.appointment.starts_at.replace(hour=13)
    return {
        "api:move": {"start": later.isoformat()},
        "api:grants": {"token": link_token(world.appointment.public_id, 1)},
    }


def _token(user: User | None) -> str:
    assert user is not None
    return make_token(user=user, name="A program", now=MONDAY)[1]
