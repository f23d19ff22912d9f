"""A practice with two specialists, reception and an administrator."""

from dataclasses import dataclass

from django.test import Client

from tests import personas
from visavis.people.models import Role, Specialist, User
from visavis.schedule.models import Service


@dataclass
class Team:
    """Olena and Petro with a service each, and the staff at the desk."""

    olena: Specialist
    petro: Specialist
    service: Service
    petros_service: Service
    reception: User
    admin: User

    def user(self, name: str) -> User:
        """The account of "olena", "petro", "reception" or "admin"."""
        found = getattr(self, name)
        user = found.user if isinstance(found, Specialist) else found
        assert isinstance(user, User)
        return user

    def signed_in(self, name: str) -> Client:
        """A browser in which they are signed in; "nobody" is."""
        browser = Client()
        if name != "nobody":
            browser.force_login(self.user(name))
        return browser


def make_team() -> Team:
    personas.practice()
    olena, petro = personas.olena(), personas.specialist()
    return Team(
        olena=olena,
        petro=petro,
        service=personas.service(olena),
        petros_service=personas.service(petro, name="Couple session"),
        reception=personas.staff(Role.RECEPTION, name="Rita Reception"),
        admin=personas.staff(Role.ADMIN, name="Anna Admin"),
    )
