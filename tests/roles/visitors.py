"""The kinds of visitors, all endpoints, and data of Olena's for each endpoint."""

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
from visavis.booking.models import Appointment, BlockedVisitor
from visavis.history.access import OPENED_COOKIE, signed
from visavis.history.models import HistoryAccess
from visavis.people.api_tokens import make_token
from visavis.people.links import GRANT_COOKIE, link_token, sign_grant
from visavis.people.models import Role, Specialist, SpecialistPhoto
from visavis.schedule.models import HoursOverride, Service, TimeOff


class Visitor(StrEnum):
    """The kinds of visitors."""

    NOBODY = "nobody"
    STRANGER = "the client of another appointment"
    CLIENT = "the client of this appointment"
    COLLEAGUE = "another specialist"
    SPECIALIST = "the appointment's specialist"
    RECEPTION = "reception"
    ADMIN = "an administrator"


ROLES = {
    Visitor.COLLEAGUE: Role.SPECIALIST,
    Visitor.SPECIALIST: Role.SPECIALIST,
    Visitor.RECEPTION: Role.RECEPTION,
    Visitor.ADMIN: Role.ADMIN,
}


@dataclass(frozen=True)
class Endpoint:
    """One URL pattern: its route, its name and its view."""

    route: str
    name: str
    view: Callable[..., Any]

    def __str__(self) -> str:
        return self.name or self.route


def endpoints() -> list[Endpoint]:
    """Every endpoint of the product, from Django's resolver."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], route: str, space: str) -> Iterator[Endpoint]:
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            below = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, below)
        else:
            yield Endpoint(here, f"{space}{one.name}", one.callback)


@dataclass(frozen=True)
class World:
    """A browser for each visitor, and the arguments of every endpoint."""

    browsers: dict[Visitor, Client]
    appointment: Appointment
    service: Service
    things: dict[str, Any]
    sent: dict[str, dict[str, str]]
    """Form fields by endpoint, where an empty form does nothing."""

    def arguments(self, endpoint: Endpoint) -> dict[str, Any]:
        """URL arguments with ids of Olena's rows. Raises `KeyError` for an unknown argument."""
        names = re.findall(r"<(?:\w+:)?(\w+)>", endpoint.route)
        return {name: self._thing(endpoint, name) for name in names}

    def _thing(self, endpoint: Endpoint, name: str) -> Any:
        if name == "public_id":
            # What an id is of stands in front of it: desk/services/<uuid:public_id>/.
            return self.things[endpoint.route.split("/<")[0].rpartition("/")[2]]
        return self.things[name]


PASSWORD_RESET_ARGUMENTS = {"uidb36": "1", "key": "set-password"}


def make_world(*, now: datetime = MONDAY) -> World:
    """Olena with an appointment of Ivan's, and of Maria's; a colleague; reception; an administrator."""
    personas.practice()
    olena, petro = personas.olena(), personas.specialist()
    service, _petros = personas.service(olena), personas.service(petro)
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
    browsers[Visitor.CLIENT].cookies[GRANT_COOKIE] = sign_grant(appointment.public_id, 1)
    browsers[Visitor.STRANGER].cookies[GRANT_COOKIE] = sign_grant(marias.public_id, 1)
    browsers[Visitor.CLIENT].cookies[OPENED_COOKIE] = signed(_history_access_of_ivan(now).public_id)
    things = {
        "a": appointment.public_id,
        "appointments": appointment.public_id,
        "history": appointment.public_id,
        "clients": appointment.client.public_id if appointment.client else None,
        "team": user.public_id,
        "specialists": olena.public_id,
        "photos": olena.public_id,
        "services": service.public_id,
        **dict.fromkeys(("digest", "device", "provider"), "abc"),
        "blocked": _blocked(now).public_id,
        "tokens": make_token(user=user, name="A program", now=now)[0].public_id,
        "token": link_token(appointment.public_id, 1),
        **PASSWORD_RESET_ARGUMENTS,
    }
    sent = {
        "desk:hours_reset_date": {"day": override.date.isoformat()},
        "desk:hours_unblock": {"start": time_off.starts_at.isoformat(), "end": time_off.ends_at.isoformat()},
    }
    return World(browsers, appointment, service, things, sent | {"desk:service_booked": {"answer": "leave"}})


def _blocked(now: datetime) -> BlockedVisitor:
    return BlockedVisitor.objects.create(code="abc", label="Eve", created_at=now)


def _monday(now: datetime) -> datetime:
    """A Monday morning whose Wednesday lies ahead: today's, or the next."""
    return now.replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=-now.weekday() % 7)


def _history_access_of_ivan(now: datetime) -> HistoryAccess:
    """Ivan's own history, opened by the code that was mailed to him."""
    return HistoryAccess.objects.create(
        email=IVAN.email, language="en", requested_at=now, opened_at=now, tries=1
    )


def _signed_in(olena: Specialist, petro: Specialist) -> dict[Visitor, Client]:
    users = {
        Visitor.COLLEAGUE: petro.user,
        Visitor.SPECIALIST: olena.user,
        Visitor.RECEPTION: personas.staff(Role.RECEPTION),
        Visitor.ADMIN: personas.staff(Role.ADMIN),
    }
    browsers = {who: Client() for who in Visitor}
    for who, user in users.items():
        assert user is not None
        browsers[who].force_login(user)
        # With a second factor in use, its pages have something to show.
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
    return browsers
