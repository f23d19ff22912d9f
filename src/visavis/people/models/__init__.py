"""The rows of people, by kind."""

from visavis.people.models.api_tokens import ApiToken
from visavis.people.models.attempts import Attempts
from visavis.people.models.clients import Client
from visavis.people.models.one_time import OneTimeSignIn
from visavis.people.models.specialists import Specialist, SpecialistPhoto
from visavis.people.models.users import Role, User

__all__ = ["ApiToken", "Attempts", "Client", "OneTimeSignIn", "Role", "Specialist", "SpecialistPhoto", "User"]
