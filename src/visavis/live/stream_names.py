"""The names of all event streams and of those who read them. Pure.

`waiting/events.py` writes to them; whoever may read one gets a ticket for it by `subscribe`.
"""

from uuid import UUID

ALL_DESKS = "desk:everyone"
"""The stream of those who see all specialists' clients."""


def desk_stream(specialist: UUID) -> str:
    """The stream of a specialist's own desk."""
    return f"desk:{specialist}"


def specialist_stream(appointment: UUID) -> str:
    """The stream that the specialist of an appointment reads in its room."""
    return f"specialist:{appointment}"


def client_stream(appointment: UUID, link_generation: int) -> str:
    """The stream that the client of an appointment reads.

    It is another once all links are void: the holder of an old link reads a stream in which nothing happens
    any more.
    """
    return f"client:{appointment}:{link_generation}"


def staff_bearer(user: UUID) -> str:
    """The bearer of a staff member's tickets."""
    return f"user:{user}"


def client_bearer(appointment: UUID, link_generation: int) -> str:
    """The bearer of tickets for the client of an appointment: another once all links are void."""
    return f"client:{appointment}:{link_generation}"
