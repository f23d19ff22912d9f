"""The sentences that the room's scripts show, as the page hands them over.

`texts.json` is their only source: translators get them from there, and the front end its keys.
"""

import json
from pathlib import Path

from django.utils.translation import gettext

SENTENCES: dict[str, str] = json.loads((Path(__file__).parent / "texts.json").read_text("utf-8"))


def room_texts() -> dict[str, str]:
    """All of them by key, in the language that is active now."""
    return {key: gettext(sentence) for key, sentence in SENTENCES.items()}
