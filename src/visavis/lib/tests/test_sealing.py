import pytest

from visavis.lib.sealing import SealBroken, Sealer

OLD, NEW = "o" * 40, "n" * 40


def test_what_is_sealed_cannot_be_read_and_opens_again() -> None:
    sealed = Sealer([NEW]).seal("She slept better.", "note 1")
    assert b"slept" not in sealed
    assert Sealer([NEW]).open(sealed, "note 1") == "She slept better."


def test_the_same_text_never_looks_the_same() -> None:
    sealer = Sealer([NEW])
    assert sealer.seal("a", "note 1") != sealer.seal("a", "note 1")


def test_an_old_key_still_opens_and_the_new_one_seals() -> None:
    sealed = Sealer([OLD]).seal("a", "note 1")
    rotated = Sealer([NEW, OLD])
    assert rotated.open(sealed, "note 1") == "a"
    assert Sealer([NEW]).open(rotated.seal("b", "note 1"), "note 1") == "b"


def test_a_strange_key_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        Sealer([NEW]).open(Sealer([OLD]).seal("a", "note 1"), "note 1")


@pytest.mark.parametrize("about", ["note 2", "note", "note 11", ""])
def test_a_text_that_was_moved_to_another_place_does_not_open(about: str) -> None:
    sealer = Sealer([NEW])
    with pytest.raises(SealBroken):
        sealer.open(sealer.seal("1 and more", "note 1"), about)


def test_a_changed_letter_is_noticed() -> None:
    sealed = bytearray(Sealer([NEW]).seal("a", "note 1"))
    sealed[20] ^= 1
    with pytest.raises(SealBroken):
        Sealer([NEW]).open(bytes(sealed), "note 1")
