"""The one table of a visit's stages. Pure: no database, no clock.

A visit is one person's presence at one appointment. Leaving is a fact on it and no stage: one who was let in
may go and come back without asking again, within bounds.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Stage(StrEnum):
    """How far a person has come."""

    EXPECTED = "expected"
    WAITING = "waiting"
    ADMITTED = "admitted"
    TURNED_AWAY = "turned_away"
    OVER = "over"


PRESENT = frozenset({Stage.WAITING, Stage.ADMITTED})
"""They entered, and it is not over."""


class Step(StrEnum):
    """What moves a visit on."""

    ENTER = "enter"
    ADMIT = "admit"
    WAIT_AGAIN = "wait_again"
    TURN_AWAY = "turn_away"
    CLOSE = "close"


STEPS: Mapping[tuple[Stage, Step], Stage] = MappingProxyType(
    {
        (Stage.EXPECTED, Step.ENTER): Stage.WAITING,
        (Stage.WAITING, Step.ENTER): Stage.WAITING,
        (Stage.WAITING, Step.ADMIT): Stage.ADMITTED,
        (Stage.WAITING, Step.TURN_AWAY): Stage.TURNED_AWAY,
        (Stage.WAITING, Step.CLOSE): Stage.OVER,
        (Stage.ADMITTED, Step.ENTER): Stage.ADMITTED,
        (Stage.ADMITTED, Step.ADMIT): Stage.ADMITTED,
        # They were away for long, or somebody else sits with the specialist now.
        (Stage.ADMITTED, Step.WAIT_AGAIN): Stage.WAITING,
        (Stage.ADMITTED, Step.CLOSE): Stage.OVER,
        # The appointment was reopened: the client may enter again.
        (Stage.TURNED_AWAY, Step.ENTER): Stage.WAITING,
        (Stage.OVER, Step.ENTER): Stage.WAITING,
    }
)


def next_stage(stage: Stage, step: Step) -> Stage | None:
    """The stage that `step` leads to from `stage`, or None where it is not possible."""
    return STEPS.get((stage, step))
