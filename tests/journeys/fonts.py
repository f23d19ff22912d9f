"""The fonts that pages are laid out in: of a bare machine, of Android phones, and of Linux desktops.

A page takes the system's font, and the same words are up to a tenth wider in one than in another.
"""

import subprocess
from collections.abc import Mapping
from functools import cache

import pytest
from playwright.sync_api import Page

FONTS: Mapping[str, tuple[str, str]] = {
    "DejaVu": ("DejaVu Sans", "DejaVu Serif"),
    "Roboto": ("Roboto", "Noto Serif"),
    "Noto": ("Noto Sans", "Noto Serif"),
}
"""The font of text and the one of headings."""


def use_font(page: Page, name: str | None) -> None:
    """Lay the page out in one of `FONTS`; None: in the system's own again."""
    families = FONTS[name] if name else ()
    _require(*families)
    page.evaluate(
        """([sans, serif]) => {
          document.documentElement.style.setProperty("--sans", sans);
          document.documentElement.style.setProperty("--serif", serif);
        }""",
        [f'"{family}"' for family in families] or ["", ""],
    )


def _require(*families: str) -> None:
    missing = sorted(set(families) - _installed())
    if missing:
        pytest.skip(f"the fonts {', '.join(missing)} are missing: tools/system.sh installs them")


@cache
def _installed() -> frozenset[str]:
    try:
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        return frozenset()
    return frozenset(name.strip() for line in listed.stdout.splitlines() for name in line.split(","))
