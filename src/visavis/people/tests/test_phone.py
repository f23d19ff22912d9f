"""Phone numbers as people write them."""

import pytest
from django.core.exceptions import ValidationError

from visavis.people.phone import e164, example_number, international


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("+380501234567", "PL"),
        ("050 123 45 67", "UA"),
        ("(050) 123-45-67", "UA"),
        ("00380 50 123 4567", "UA"),
        ("050\u00a01234567", "UA"),
        ("+380501234567", ""),
    ],
)
def test_one_number_is_one_however_it_is_written(written: str, country: str) -> None:
    assert e164(written, country) == "+380501234567"


def test_a_number_to_be_read_is_written_in_groups() -> None:
    assert international("(044) 123-45-67", "UA") == "+380 44 123 4567"
    with pytest.raises(ValidationError):
        international("call us", "UA")


@pytest.mark.parametrize("written", ["12", "phone", "+38050", "+999123456789", "050123456789012"])
def test_what_is_no_number_is_answered_with_one_that_would_do(written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        e164(written, "UA")
    assert refused.value.messages[0].endswith("Write it like +380 50 123 4567.")


@pytest.mark.parametrize("country", ["UA", "DE", "GE", "", "XX"])
def test_the_example_is_a_number_that_we_take(country: str) -> None:
    assert e164(example_number(country), country).startswith("+")


@pytest.mark.parametrize(
    "written",
    ["+881612345678", "+870773111632", "+8835100012345", "+979123456789", "+449001234567", "+49900123456"],
)
def test_numbers_that_make_somebody_rich_are_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        e164(written, "UA")
