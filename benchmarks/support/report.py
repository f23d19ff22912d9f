"""The output of every benchmark: its figures, one line with the verdict, and the exit status.

`SCALE` (environment, more than 0 up to 1, default 0.05) sizes counts and durations: 1 is the full
size that the bars are meant for.
"""

import os
import sys
from typing import NoReturn

_DEFAULT_SCALE = 0.05


def scale() -> float:
    """The size of this run. Ends the program with a sentence when `SCALE` makes no sense."""
    given = os.environ.get("SCALE", str(_DEFAULT_SCALE))
    try:
        size = float(given)
    except ValueError:
        size = 0.0
    if not 0 < size <= 1:
        sys.exit(f"SCALE is {given!r}; it must be a number more than 0 up to 1, for example SCALE=0.1")
    return size


def scaled(full: float, *, least: int = 1) -> int:
    """How many of the `full` number this run does, `least` at the fewest."""
    return max(least, round(full * scale()))


class Report:
    """Prints the figures of one benchmark and decides whether its bars are met."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._met = True

    def say(self, text: str) -> None:
        """Print a line of context."""
        print(text, flush=True)

    def figure(
        self,
        what: str,
        value: float,
        unit: str,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Print one figure; with a bar, it decides together with the others."""
        met = _within(value, at_most, at_least)
        self._met = self._met and met
        bar = _bar(unit, at_most, at_least)
        self.say(f"  {what}: {value:.4g} {unit}{f' ({bar})' if bar else ''}{'' if met else ': missed'}")

    def require(self, what: str, holds: bool) -> None:
        """Print a condition that is either true or not; it decides together with the figures."""
        self._met = self._met and holds
        self.say(f"  {what}: {'yes' if holds else 'no: missed'}")

    def finish(
        self, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None
    ) -> NoReturn:
        """Print the verdict and end the program: status 1 when this or any other bar was missed."""
        met = self._met and _within(value, at_most, at_least)
        verdict = "met" if met else "missed"
        self.say(f"{self._name}: {value:.4g} {unit} ({_bar(unit, at_most, at_least)}): {verdict}")
        sys.exit(0 if met else 1)


def _within(value: float, at_most: float | None, at_least: float | None) -> bool:
    return (at_most is None or value <= at_most) and (at_least is None or value >= at_least)


def _bar(unit: str, at_most: float | None, at_least: float | None) -> str:
    parts = [
        f"{sign} {bound:.4g} {unit}" for sign, bound in (("≤", at_most), ("≥", at_least)) if bound is not None
    ]
    return f"bar {' and '.join(parts)}" if parts else ""
