"""Who did something: a member of staff, a client by their link, or the system by itself."""

from dataclasses import dataclass
from enum import StrEnum

from visavis.people.models import User


class ActorKind(StrEnum):
    """The three kinds of actors."""

    CLIENT = "client"
    STAFF = "staff"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as transitions and the audit record it."""

    kind: ActorKind
    user: User | None = None

    @classmethod
    def staff(cls, user: User) -> "Actor":
        """A member of the practice."""
        return cls(ActorKind.STAFF, user)


THE_CLIENT = Actor(ActorKind.CLIENT)
THE_SYSTEM = Actor(ActorKind.SYSTEM)
