"""The names of rooms at LiveKit, which tell ours from those of other programs and calls from tests. Pure."""

import secrets

CALL_PREFIX, TEST_PREFIX = "consultation-", "test-"


def call_room(name: str) -> str:
    """The room of a call; `name` is random and says nothing of who meets in it."""
    return f"{CALL_PREFIX}{name}"


def call_name(room: str) -> str:
    """The name that a call's room was made from; empty for a room of another kind."""
    return room.removeprefix(CALL_PREFIX) if room.startswith(CALL_PREFIX) else ""


def new_test_room() -> str:
    """A room that nobody else will ever be in."""
    return f"{TEST_PREFIX}{secrets.token_hex(16)}"


def is_test(room: str) -> bool:
    """Whether it is one for a test of the way."""
    return room.startswith(TEST_PREFIX)
