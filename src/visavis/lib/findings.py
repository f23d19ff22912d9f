"""What a check of the installation found, in plain words. No secret is ever in a finding."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How serious a finding is."""

    GOOD = "good"
    NOTE = "note"
    MEND = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `visavis doctor`."""

    subject: str
    state: State
    said: str


def good_if(sound: bool) -> State:
    """Good, or to be mended."""
    return State.GOOD if sound else State.MEND
