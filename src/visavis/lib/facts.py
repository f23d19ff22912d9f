"""Facts: one feature informs the others, inside the transaction that made the fact true.

`publish(fact)` calls every reaction registered for the fact's type, in the order of the table in
`config/wiring.py`. An exception in a reaction refuses the whole action; a reaction publishes
nothing, so a fact's consequences are all on one screen.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

from django.db import transaction

Fact = TypeVar("Fact")
Reactions = Mapping[type, tuple[Callable[[Any], None], ...]]


class Wire(Generic[Fact]):
    """One line of the table: a kind of fact and who reacts to it, in order."""

    def __init__(self, fact: type[Fact], reactions: tuple[Callable[[Fact], None], ...]) -> None:
        self.fact = fact
        self.reactions = reactions


def on(fact: type[Fact], *reactions: Callable[[Fact], None]) -> Wire[Fact]:
    """Say that `reactions` follow a `fact`; mypy checks that each one takes it."""
    return Wire(fact, reactions)


def reactions(*wires: Wire[Any]) -> Reactions:
    """Build the table. Raises `ValueError` when a fact has two lines."""
    table: dict[type, tuple[Callable[[Any], None], ...]] = {}
    for wire in wires:
        if wire.fact in table:
            raise ValueError(f"{wire.fact.__name__} has two lines in the table of reactions")
        table[wire.fact] = wire.reactions
    return table


_table: Reactions = {}
_reacting: ContextVar[str | None] = ContextVar("reacting", default=None)


def wire(table: Reactions) -> None:
    """Install the table; called once when the program starts."""
    global _table
    _table = table


def publish(fact: object) -> None:
    """Call every reaction to `fact`, now and inside the open transaction.

    Raises `RuntimeError` outside a transaction, and when a reaction tries to publish.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{type(fact).__name__} was published outside a transaction")
    cause = _reacting.get()
    if cause is not None:
        raise RuntimeError(f"{type(fact).__name__} was published by a reaction to {cause}")
    token = _reacting.set(type(fact).__name__)
    try:
        for reaction in _table.get(type(fact), ()):
            reaction(fact)
    finally:
        _reacting.reset(token)
