"""Everybody who may knock at an address, and something of Olena's behind each of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from visavis.booking.models import Appointment
from visavis.history.access import OPENED_COOKIE, signed
from visavis.history.models import HistoryAccess
from visavis.people.api_tokens import make_token
from visavis.people.links import GRANT_COOKIE, grant, link_token
from visavis.people.models import Role, Specialist, SpecialistPhoto
from visavis.schedule.models import HoursOverride, Service, TimeOff


class Who(StrEnum):
    """The kinds of visitors."""

    NOBODY = "nobody"
    STRANGER = "the client of another appointment"
    CLIENT = "the client of this appointment"
    COLLEAGUE = "another specialist"
    SPECIALIST = "the appointment's specialist"
    RECEPTION = "reception"
    ADMIN = "an administrator"


ROLES = {
    Who.COLLEAGUE: Role.SPECIALIST,
    Who.SPECIALIST: Role.SPECIALIST,
    Who.RECEPTION: Role.RECEPTION,
    Who.ADMIN: Role.ADMIN,
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: where, which name, which view, and the arguments it takes."""

    route: str
    name: str
    view: Callable[..., Any]

    def __str__(self) -> str:
        return self.name or self.route


def addresses() -> list[Address]:
    """Every address that the product answers, as Django itself resolves them."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], route: str, space: str) -> Iterator[Address]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            below = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, below)
        else:
            yield Address(here, f"{space}{one.name}", one.callback)


@dataclass(frozen=True)
class World:
    """Browsers of everybody, and the arguments of every address."""

    browsers: dict[Who, Client]
    appointment: Appointment
    service: Service
    things: dict[str, Any]
    sent: dict[str, dict[str, str]]
    """What the form of an address always sends, where without it there is nothing to do."""

    def arguments(self, address: Address) -> dict[str, Any]:
        """Fill the address with something of Olena's. Raises `KeyError` for what the world does not know."""
        names = re.findall(r"<(?:\w+:)?(\w+)>", address.route)
        return {name: self._thing(address, name) for name in names}

    def _thing(self, address: Address, name: str) -> Any:
        if name == "public_id":
            # What an id is of stands in front of it: desk/services/<uuid:public_id>/.
            return self.things[address.route.split("/<")[0].rpartition("/")[2]]
        return self.things[name]


OF_A_NEW_PASSWORD = {"uidb36": "1", "key": "set-password"}


def a_world(*, now: datetime = MONDAY) -> World:
    """Olena with an appointment of Ivan's, and of Maria's; a colleague; reception; an administrator."""
    personas.practice()
    olena, petro = personas.olena(), personas.specialist()
    service = personas.service(olena)
    personas.service(petro)
    SpecialistPhoto.objects.create(specialist=olena, webp=b"RIFF", digest="abc")
    start = _monday(now) + timedelta(days=2, hours=2)
    appointment = personas.booked(service, start, details=IVAN, now=now)
    marias = personas.booked(service, start + timedelta(hours=1), details=MARIA, now=now)
    time_off = TimeOff.objects.create(
        specialist=olena, starts_at=start + timedelta(days=9), ends_at=start + timedelta(days=10)
    )
    override = HoursOverride.objects.create(specialist=olena, date=start.date() + timedelta(days=20))
    browsers = _signed_in(olena, petro)
    user = olena.user
    assert user is not None
    # A test's client sends a cookie to every path: here it stands for one who moved it by hand.
    browsers[Who.CLIENT].cookies[GRANT_COOKIE] = grant(appointment.public_id, 1)
    browsers[Who.STRANGER].cookies[GRANT_COOKIE] = grant(marias.public_id, 1)
    browsers[Who.CLIENT].cookies[OPENED_COOKIE] = signed(_history_access_of_ivan(now).public_id)
    things = {
        "a": appointment.public_id,
        "appointments": appointment.public_id,
        "history": appointment.public_id,
        "clients": appointment.client.public_id if appointment.client else None,
        "team": user.public_id,
        "specialists": olena.public_id,
        "photos": olena.public_id,
        "services": service.public_id,
        "digest": "abc",
        "tokens": make_token(user=user, name="A program", now=now)[0].public_id,
        "token": link_token(appointment.public_id, 1),
        **OF_A_NEW_PASSWORD,
    }
    sent = {
        "desk:hours_reset_date": {"day": override.date.isoformat()},
        "desk:hours_unblock": {"start": time_off.starts_at.isoformat(), "end": time_off.ends_at.isoformat()},
    }
    return World(browsers, appointment, service, things, sent)


def _monday(now: datetime) -> datetime:
    """A Monday morning whose Wednesday lies ahead: today's, or the next."""
    return now.replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=-now.weekday() % 7)


def _history_access_of_ivan(now: datetime) -> HistoryAccess:
    """Ivan's own history, opened by the code that was mailed to him."""
    return HistoryAccess.objects.create(
        email=IVAN.email, language="en", requested_at=now, opened_at=now, tries=1
    )


def _signed_in(olena: Specialist, petro: Specialist) -> dict[Who, Client]:
    users = {
        Who.COLLEAGUE: petro.user,
        Who.SPECIALIST: olena.user,
        Who.RECEPTION: personas.staff(Role.RECEPTION),
        Who.ADMIN: personas.staff(Role.ADMIN),
    }
    browsers = {who: Client() for who in Who}
    for who, user in users.items():
        assert user is not None
        browsers[who].force_login(user)
        # With a second factor in use, its pages have something to show.
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    return browsers
