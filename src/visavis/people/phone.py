"""Phone numbers as people write them: kept as E.164, or in the form that people read."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType


def e164(written: str, country: str) -> str:
    """`written` as E.164, such as +380501234567.

    Without a country code it is a number of `country` (ISO, two letters).
    Raises `ValidationError` with an example of a number that would do.
    """
    return phonenumbers.format_number(_number(written, country), PhoneNumberFormat.E164)


def international(written: str, country: str) -> str:
    """`written` as it is read and dialled from anywhere: “+380 44 123 4567”. Otherwise like `e164`."""
    return phonenumbers.format_number(_number(written, country), PhoneNumberFormat.INTERNATIONAL)


def _number(written: str, country: str) -> phonenumbers.PhoneNumber:
    try:
        number = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("“%(written)s” is not a phone number we can use. Write it like %(example)s."),
            code="phone",
            params={"written": written, "example": example_number(country)},
        )
    return number


def example_number(country: str) -> str:
    """A mobile number of `country` as it is written abroad: “+380 50 123 4567”."""
    number = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    if number is None:
        return "+380 50 123 4567"
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
