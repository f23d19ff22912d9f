"""A practice's accent, whatever it chose, is readable in both themes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.web import colour

colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


@given(colours)
def test_any_accent_becomes_readable_on_light_and_on_dark(chosen: str) -> None:
    for accent, ground in (
        (colour.light_accent(chosen), colour.LIGHT_GROUND),
        (colour.dark_accent(chosen), colour.DARK_GROUND),
    ):
        assert colour.contrast(accent.strong, ground) >= 4.5
        assert colour.contrast(accent.strong, accent.soft) >= 4.5
        assert colour.contrast(accent.ink, accent.strong) >= 4.5


def test_a_colour_that_already_reads_is_left_alone() -> None:
    assert colour.light_accent("#17695a").strong == "#17695a"


@pytest.mark.parametrize("wrong", ["", "green", "#fff", "#12345g", "#17695a;}", "17695a"])
def test_what_is_no_colour_is_refused_with_an_example(wrong: str) -> None:
    with pytest.raises(colour.NotAColour, match="#17695a"):
        colour.light_accent(wrong)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
