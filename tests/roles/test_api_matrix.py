"""Every address of the interface with every kind of program, and programs at the addresses of browsers."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.personas import MONDAY
from tests.roles.test_role_matrix import asked, gets_in, rule
from tests.roles.world import Address, World, a_world, addresses
from visavis.booking.models import Appointment
from visavis.messages.delivery import heartbeats
from visavis.people.access import Access, Audience
from visavis.people.api_tokens import make_token
from visavis.people.links import bearer_grant, link_token
from visavis.people.models import ApiToken, Role, Specialist, User

pytestmark = pytest.mark.django_db

OF_THE_TWO = {"api:join"}


class Program(StrEnum):
    """The kinds of programs, by what they show."""

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
        yield a_world()


def programs(world: World) -> dict[Program, Client]:
    id_, generation = world.appointment.public_id, world.appointment.link_generation
    marias = Appointment.objects.exclude(pk=world.appointment.pk).get()
    colleague = Specialist.objects.exclude(pk=world.appointment.specialist_id).get()
    olena = world.appointment.specialist.user
    revoked = _token(olena)
    ApiToken.objects.order_by("pk").last().delete()  # type: ignore[union-attr]  # it was made just now
    gone = User.objects.create_user("gone@example.org", None, role=Role.ADMIN.value, is_active=False)
    shown = {
        Program.CLIENT: bearer_grant(id_, generation),
        Program.STRANGER: bearer_grant(marias.public_id, marias.link_generation),
        Program.OLD: bearer_grant(id_, generation + 1),
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
    of_programs = [address for address in addresses() if address.route.startswith("api/")]
    assert len(of_programs) >= 13
    marks = {access.audience for one in of_programs if (access := rule(one))}
    assert marks == {Audience.EVERYONE, Audience.API}


@pytest.mark.parametrize("address", [a for a in addresses() if a.route.startswith("api/")], ids=str)
def test_which_programs_get_in(address: Address, world: World) -> None:
    access, path = rule(address), reverse(address.name, kwargs=world.arguments(address))
    assert access is not None
    found = {}
    for who, program in programs(world).items():
        body = _sent(world).get(address.name, {})
        answers = [asked(program.get, path), asked(program.post, path, body, content_type="application/json")]
        assert all(answer.status_code < 500 for answer in answers), who
        found[who] = {gets_in(answer) for answer in answers if answer.status_code != 405}
        refused = [answer for answer in answers if not gets_in(answer)]
        assert not any(b"Ivan" in answer.content for answer in refused), who
    assert found == {who: {may(who, address, access)} for who in Program}


def test_no_program_gets_in_where_only_browsers_do(world: World) -> None:
    known, got_in = programs(world), []
    for address in addresses():
        access = rule(address)
        assert access is not None
        if access.audience in (Audience.EVERYONE, Audience.API):
            continue
        path = reverse(address.name, kwargs=world.arguments(address))
        for who in (Program.ADMIN, Program.SPECIALIST, Program.CLIENT):
            answers = [asked(known[who].get, path), asked(known[who].post, path)]
            got_in += [f"{who}: {path}" for one in answers if one.status_code != 405 and gets_in(one)]
    assert got_in == []


def may(who: Program, address: Address, access: Access) -> bool:
    """What the mark on the address says of this program."""
    if access.audience is Audience.EVERYONE:
        return who in KNOWN or not _reads_credentials(address)
    if who is Program.CLIENT:
        return True
    if ROLES.get(who) not in access.roles:
        return False
    if address.name in OF_THE_TWO:
        return who is Program.SPECIALIST
    return who is not Program.COLLEAGUE


def _reads_credentials(address: Address) -> bool:
    """The page about the interface and its schema are the same for everybody."""
    return address.name not in {"api:openapi-json", "api:openapi-view", "api:api-root"}


def _sent(world: World) -> dict[str, Any]:
    later = world.appointment.starts_at.replace(hour=13)
    return {
        "api:move": {"start": later.isoformat()},
        "api:grants": {"token": link_token(world.appointment.public_id, 1)},
    }


def _token(user: User | None) -> str:
    assert user is not None
    return make_token(user=user, name="A program", now=MONDAY)[1]
