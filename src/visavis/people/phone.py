"""Phone numbers as people write them: kept as E.164, or in the form that people read."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberFormat, PhoneNumberType

COSTLY_TYPES = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN})
COSTLY_CODES = frozenset({870, 878, 881, 882, 883, 979})
"""Satellites, international networks and international premium numbers."""


def e164(written: str, country: str) -> str:
    """`written` as E.164, such as +380501234567.

    Without a country code it is a number of `country` (ISO, two letters).
    Raises `ValidationError` with an example of a number that would do, and for a premium or satellite number.
    """
    number = _number(written, country)
    if _costs_much(number):
        raise ValidationError(
            _("“%(written)s” is a premium or satellite number, which we do not use. Give another one."),
            code="phone",
            params={"written": written},
        )
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_costly(number: str) -> bool:
    """Whether a number, as E.164, is of a kind that makes somebody rich who has messages sent to it."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return _costs_much(parsed)


def _costs_much(number: phonenumbers.PhoneNumber) -> bool:
    return number.country_code in COSTLY_CODES or phonenumbers.number_type(number) in COSTLY_TYPES


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
