"""A field for an e-mail address that says why one is refused."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

NOT_LATIN = _(
    "Only Latin letters can stand before the sign @: mail servers refuse others."
    " Check the language of your keyboard and write the address again, or give another one."
)


def validate_address(value: str) -> None:
    """Take an address of any domain; other letters than Latin before the @ get their own sentence.

    Raises `ValidationError`.
    """
    local, at, _domain = value.rpartition("@")
    if at and not local.isascii():
        raise ValidationError(NOT_LATIN, code="not_latin")
    validate_email(value)


class EmailField(forms.EmailField):
    """Django's, with that sentence."""

    default_validators = [validate_address]
