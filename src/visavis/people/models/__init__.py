"""The rows of people, by kind."""

from visavis.people.models.api_tokens import ApiToken
from visavis.people.models.clients import Client
from visavis.people.models.one_time_sign_in import OneTimeSignIn
from visavis.people.models.rate_counters import RateCounter
from visavis.people.models.specialists import Specialist, SpecialistPhoto
from visavis.people.models.users import Role, User

__all__ = [
    "ApiToken",
    "Client",
    "OneTimeSignIn",
    "RateCounter",
    "Role",
    "Specialist",
    "SpecialistPhoto",
    "User",
]
