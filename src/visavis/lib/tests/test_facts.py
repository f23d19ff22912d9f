"""Facts reach everyone in the table, in order, inside the transaction."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction

from visavis.lib import facts
from visavis.lib.facts import on, publish, reactions, wire


@dataclass(frozen=True)
class Rang:
    """Somebody rang."""

    times: int


@pytest.fixture(autouse=True)
def _own_table() -> Iterator[None]:
    before = facts._table
    yield
    wire(before)


@pytest.mark.django_db
def test_reactions_follow_in_the_order_of_the_table() -> None:
    heard: list[str] = []
    wire(reactions(on(Rang, lambda f: heard.append(f"a{f.times}"), lambda f: heard.append(f"b{f.times}"))))
    with transaction.atomic():
        publish(Rang(2))
    assert heard == ["a2", "b2"]


@pytest.mark.django_db
def test_a_reaction_that_fails_refuses_the_whole_action() -> None:
    def refuse(fact: Rang) -> None:
        raise ValueError("no")

    wire(reactions(on(Rang, refuse)))
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        publish(Rang(1))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_published_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        publish(Rang(1))


@pytest.mark.django_db
def test_a_reaction_publishes_nothing() -> None:
    wire(reactions(on(Rang, lambda f: publish(Rang(f.times + 1)))))
    with pytest.raises(RuntimeError, match="by a reaction to Rang"), transaction.atomic():
        publish(Rang(1))


def test_a_fact_has_one_line_in_the_table() -> None:
    with pytest.raises(ValueError, match="two lines"):
        reactions(on(Rang), on(Rang))
