"""Kinds of texts, and the answers about the connection. Pure."""

from enum import StrEnum


class TextKind(StrEnum):
    """The two texts of an appointment."""

    NOTE = "note"
    """Private: nobody but its author reads it."""
    SUMMARY = "summary"
    """The draft of what the client may read once it is shared."""


class Connection(StrEnum):
    """How the client found the connection."""

    GOOD = "good"
    SO_SO = "so_so"
    BAD = "bad"
