import pytest

from visavis.lib.encryption import DecryptionFailed, TextCipher

OLD, NEW = "o" * 40, "n" * 40


def test_what_is_sealed_cannot_be_read_and_opens_again() -> None:
    ciphertext = TextCipher([NEW]).encrypt("She slept better.", "note 1")
    assert b"slept" not in ciphertext
    assert TextCipher([NEW]).decrypt(ciphertext, "note 1") == "She slept better."


def test_the_same_text_never_looks_the_same() -> None:
    sealer = TextCipher([NEW])
    assert sealer.encrypt("a", "note 1") != sealer.encrypt("a", "note 1")


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    ciphertext = TextCipher([OLD]).encrypt("a", "note 1")
    rotated = TextCipher([NEW, OLD])
    assert rotated.decrypt(ciphertext, "note 1") == "a"
    assert TextCipher([NEW]).decrypt(rotated.encrypt("b", "note 1"), "note 1") == "b"


def test_a_strange_key_opens_nothing() -> None:
    with pytest.raises(DecryptionFailed):
        TextCipher([NEW]).decrypt(TextCipher([OLD]).encrypt("a", "note 1"), "note 1")


@pytest.mark.parametrize("about", ["note 2", "note", "note 11", ""])
def test_a_text_that_was_moved_to_another_place_does_not_open(about: str) -> None:
    sealer = TextCipher([NEW])
    with pytest.raises(DecryptionFailed):
        sealer.decrypt(sealer.encrypt("1 and more", "note 1"), about)


def test_a_changed_letter_is_noticed() -> None:
    ciphertext = bytearray(TextCipher([NEW]).encrypt("a", "note 1"))
    ciphertext[20] ^= 1
    with pytest.raises(DecryptionFailed):
        TextCipher([NEW]).decrypt(bytes(ciphertext), "note 1")
