"""Every pair of tokens that is read as text, or tells where a control is, in both themes."""

import re
from collections.abc import Mapping

import pytest

from visavis.web.assets import DIST
from visavis.web.colour import DARK_GROUND, LIGHT_GROUND, contrast

STYLES = DIST.parents[1] / "styles"
TOKENS = {
    name: (light, dark or light)
    for name, light, dark in re.findall(
        r"--([\w-]+):\s*(?:light-dark\()?(#[0-9a-f]{6})(?:,\s*(#[0-9a-f]{6})\))?;",
        (STYLES / "tokens.css").read_text("utf-8").split("@media print")[0],
    )
}
TEXT_ON = {
    "ink": ("paper", "card", "accent-soft", "warm-soft"),
    "ink-2": ("paper", "card", "accent-soft", "warm-soft"),
    "accent": ("paper", "card", "accent-soft"),
    "accent-ink": ("accent",),
    "warm": ("paper", "card", "warm-soft"),
    "warm-ink": ("warm",),
    "danger": ("paper", "card"),
    "danger-ink": ("danger",),
    "stage-ink": ("stage",),
    "stage-ink-2": ("stage",),
    "stage-bright": ("stage", "stage-control", "stage-control-hover", "stage-danger", "stage-danger-hover"),
    "stage-accent": ("stage-accent-soft",),
    "stage-off-ink": ("stage-ink",),
    "stage-warm": ("stage",),
    "stage-warm-ink": ("stage-warm",),
}
EDGES_ON = {"edge": ("paper", "card"), "accent": ("paper", "card"), "warm": ("card", "warm-soft")}


def pairs(table: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(upper, ground) for upper, grounds in table.items() for ground in grounds]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("upper", "ground"), pairs(TEXT_ON))
def test_text_reads_on_the_ground_it_stands_on(upper: str, ground: str, theme: int) -> None:
    assert contrast(TOKENS[upper][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), pairs(EDGES_ON))
def test_edges_of_controls_and_the_focus_ring_are_seen(edge: str, ground: str, theme: int) -> None:
    assert contrast(TOKENS[edge][theme], TOKENS[ground][theme]) >= 3


def test_an_accent_is_judged_on_the_same_grounds_as_the_tokens_have() -> None:
    assert TOKENS["paper"][0] == LIGHT_GROUND
    assert TOKENS["card"][1] == DARK_GROUND


def test_every_style_sheet_is_part_of_the_look() -> None:
    imported = set(re.findall(r'"\./([\w-]+\.css)"', (STYLES / "main.css").read_text("utf-8")))
    assert imported == {sheet.name for sheet in STYLES.glob("*.css")} - {"main.css"}
