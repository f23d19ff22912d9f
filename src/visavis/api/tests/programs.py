"""Programs that call the interface: everybody with their own credential, and what there is to book."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from tests.team import Team, make_team
from visavis.booking.models import Appointment
from visavis.people.api_tokens import make_token
from visavis.people.links import sign_bearer_grant
from visavis.people.models import User
from visavis.schedule.models import Service

WEDNESDAY_TEN = MONDAY + timedelta(days=2, hours=2)
"""10:00 in Kyiv on the Wednesday after `MONDAY`."""


def program(credential: str = "") -> Client:
    """A program that shows a credential, or none."""
    return Client(headers={"Authorization": f"Bearer {credential}"} if credential else {})


def token_of(user: User | None) -> str:
    assert user is not None
    return make_token(user=user, name="A program", now=MONDAY)[1]


def grant_of(appointment: Appointment) -> str:
    return sign_bearer_grant(appointment.public_id, appointment.link_generation)


def wanted(service: Service, start: datetime = WEDNESDAY_TEN, **more: Any) -> dict[str, Any]:
    """What a client sends to book."""
    known = {
        "service": str(service.public_id),
        "start": start.isoformat(),
        "name": "Petro Newcomer",
        "email": "petro@example.org",
        "zone": "Europe/Berlin",
        "consent": True,
    }
    return known | more


@dataclass
class World(Team):
    """The team, and an appointment each of Ivan's and of Maria's."""

    ivans: Appointment
    marias: Appointment

    @classmethod
    def made(cls) -> "World":
        team = make_team()
        return cls(
            **vars(team),
            ivans=personas.booked(team.service, WEDNESDAY_TEN + timedelta(hours=2), details=IVAN),
            marias=personas.booked(team.service, WEDNESDAY_TEN + timedelta(hours=3), details=MARIA),
        )

    def program(self, who: str) -> Client:
        """The program of a member of staff, of a client, or of nobody."""
        if who == "nobody":
            return program()
        if who in ("ivan", "maria"):
            return program(grant_of(self.ivans if who == "ivan" else self.marias))
        return program(token_of(self.user(who)))


def post(who: Client, path: str, sent: Any = None, **headers: str) -> Any:
    """Send JSON, as a program does."""
    return who.post(path, sent if sent is not None else {}, content_type="application/json", headers=headers)
