"""Colours as numbers: contrast by WCAG 2, and a practice's own accent made readable in light and in dark."""

import colorsys
import re
from dataclasses import dataclass

TEXT = 4.5  # WCAG 2 AA for text of ordinary size
WHITE, NEAR_BLACK = "#ffffff", "#0c201c"

# The lightest and the darkest thing that accent-coloured text stands on: see styles/tokens.css.
LIGHT_GROUND, DARK_GROUND = "#faf7f2", "#1c2324"

Rgb = tuple[float, float, float]


class NotAColour(ValueError):
    """A colour is written as # and six digits, for example #17695a."""


@dataclass(frozen=True, slots=True)
class Accent:
    """The colours that a theme makes of a practice's accent, as #rrggbb."""

    strong: str
    ink: str  # what is written on `strong`
    soft: str  # a quiet ground on which `strong` is still readable


def parsed(colour: str) -> Rgb:
    """Red, green and blue from 0 to 1. Raises `NotAColour`."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise NotAColour(f"“{colour}” is not a colour. Write # and six digits, for example #17695a.")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def written(rgb: Rgb) -> str:
    """The same as #rrggbb."""
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in rgb)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG: 0 is black, 1 is white."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parsed(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_ink(ground: str) -> str:
    """White or near-black, whichever reads better on `ground`."""
    return max((WHITE, NEAR_BLACK), key=lambda ink: contrast(ink, ground))


def mixed(one: str, other: str, share: float) -> str:
    """`share` of one colour (0 to 1) in the other."""
    first, second = parsed(one), parsed(other)
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(first, second, strict=True))
    return written((red, green, blue))


def light_accent(colour: str) -> Accent:
    """The accent on light paper: darkened, its hue kept, until it reads there and on its own soft ground."""
    return _accent(colour, ground=LIGHT_GROUND, soft_share=0.11, step=-0.01)


def dark_accent(colour: str) -> Accent:
    """The accent on dark paper: lightened, its hue kept, until it reads there and on its own soft ground."""
    return _accent(colour, ground=DARK_GROUND, soft_share=0.16, step=0.01)


def _accent(colour: str, *, ground: str, soft_share: float, step: float) -> Accent:
    hue, lightness, saturation = colorsys.rgb_to_hls(*parsed(colour))
    while True:
        strong = written(colorsys.hls_to_rgb(hue, lightness, saturation))
        ink, soft = readable_ink(strong), mixed(strong, ground, soft_share)
        if min(contrast(strong, ground), contrast(strong, soft), contrast(ink, strong)) >= TEXT:
            return Accent(strong, ink, soft)
        # It ends: black reads on light paper and white on dark, and each carries the other's ink.
        lightness = min(max(lightness + step, 0), 1)
