"""The desk's world on Monday morning: Olena and Petro, reception, an administrator."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.test import Client

from tests import personas
from visavis.people.models import Role, Specialist, User
from visavis.schedule.models import Service

SignedIn = Callable[[str], Client]


def words(page: bytes) -> str:
    """What a page says, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.decode())))


def read(page: bytes) -> str:
    """The keys of the conflicts that stand on a page, as its form sends them back."""
    found = re.search(r'name="acknowledged" value="([^"]*)"', page.decode())
    return unescape(found[1]) if found else ""


@dataclass
class World:
    olena: Specialist
    petro: Specialist
    service: Service
    petros_service: Service
    reception: User
    admin: User

    @classmethod
    def made(cls) -> "World":
        personas.practice()
        olena, petro = personas.olena(), personas.specialist()
        return cls(
            olena=olena,
            petro=petro,
            service=personas.service(olena),
            petros_service=personas.service(petro, name="Couple session"),
            reception=personas.staff(Role.RECEPTION, name="Rita Reception"),
            admin=personas.staff(Role.ADMIN, name="Anna Admin"),
        )

    def user(self, who: str) -> User:
        found = {"reception": self.reception, "admin": self.admin}.get(who) or getattr(self, who).user
        assert isinstance(found, User)
        return found

    def signed_in(self, who: str) -> Client:
        browser = Client()
        if who != "nobody":
            browser.force_login(self.user(who))
        return browser
