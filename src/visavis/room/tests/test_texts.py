"""The sentences that the room's scripts show."""

from django.utils import translation

from visavis.room.texts import SENTENCES, room_texts


def test_a_page_carries_every_sentence_in_its_own_language() -> None:
    assert room_texts() == SENTENCES
    with translation.override("uk"):
        translated = room_texts()
    assert translated.keys() == SENTENCES.keys()
    assert translated["call.leave"] == "Вийти"
