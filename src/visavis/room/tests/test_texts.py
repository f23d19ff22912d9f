"""The room's sentences are the same on both sides of the wire."""

import json
from pathlib import Path

from visavis.room.texts import room_texts

FRONT_END = Path(__file__).parents[4] / "frontend" / "src" / "room"


def test_the_page_hands_over_every_sentence_of_the_script() -> None:
    call = json.loads((FRONT_END / "texts.json").read_text("utf-8"))
    waiting = json.loads((FRONT_END / "device-check" / "texts.json").read_text("utf-8"))
    assert room_texts() == call | waiting
    assert not call.keys() & waiting.keys()
