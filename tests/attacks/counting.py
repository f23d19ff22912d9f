"""What an attack tried and what it found, for the closing lines of all tests."""

import os
from pathlib import Path


def count(what: str, *, tried: int, findings: int) -> None:
    """Say so, and write it where `ATTACK_COUNTS` says."""
    print(f"{what}: {tried} tried, {findings} findings")
    if path := os.environ.get("ATTACK_COUNTS"):
        with Path(path).open("a") as counts:
            counts.write(f"{tried} {findings} {what}\n")
