"""A visit's stages: what leads where, and what leads nowhere."""

from hypothesis import given
from hypothesis import strategies as st

from visavis.waiting.lifecycle import STEPS, Stage, Step, next_stage

DONE = {Stage.TURNED_AWAY, Stage.OVER}


def test_nobody_is_admitted_who_has_not_entered() -> None:
    assert next_stage(Stage.EXPECTED, Step.ADMIT) is None


def test_entering_again_changes_nothing() -> None:
    assert next_stage(Stage.WAITING, Step.ENTER) is Stage.WAITING
    assert next_stage(Stage.ADMITTED, Step.ENTER) is Stage.ADMITTED


def test_only_a_new_entrance_follows_the_end() -> None:
    assert {step for stage, step in STEPS if stage in DONE} == {Step.ENTER}


@given(st.lists(st.sampled_from(Step)))
def test_every_walk_to_the_call_goes_through_the_waiting_room(steps: list[Step]) -> None:
    stage, waited = Stage.EXPECTED, False
    for step in steps:
        stage = next_stage(stage, step) or stage
        if stage is not Stage.ADMITTED:
            waited = stage is Stage.WAITING
        assert stage is not Stage.ADMITTED or waited
