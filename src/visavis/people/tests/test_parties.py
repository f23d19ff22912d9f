import pytest

from visavis.people.parties import CALL_PARTIES, Party, other_party


def test_each_of_the_two_talks_to_the_other() -> None:
    assert [other_party(party) for party in CALL_PARTIES] == [Party.SPECIALIST, Party.CLIENT]


def test_a_guest_talks_to_both() -> None:
    with pytest.raises(ValueError, match="both"):
        other_party(Party.GUEST)
