"""The API's own refusals, each in a sentence. All others come from the features behind it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError, NotAllowed


class NotSignedIn(DomainError):
    """No credential was sent."""

    code = "not_signed_in"
    status = HTTPStatus.UNAUTHORIZED
    sentence = _("Send an API token or a grant: “Authorization: Bearer …”.")


class InvalidCredential(DomainError):
    """The credential is unknown, revoked or too old."""

    code = "invalid_credential"
    status = HTTPStatus.UNAUTHORIZED
    sentence = _(
        "This token or grant is not valid: it may have been revoked, or its appointment is long over."
    )


class NotForYourRole(NotAllowed):
    """The role of the token's owner does not allow this."""

    code = "not_for_your_role"
    sentence = _("The role of this token's owner does not allow this.")


class OtherAppointment(NotAllowed):
    """The grant is for another appointment."""

    code = "other_appointment"
    sentence = _("This grant is for another appointment.")


class InvalidLink(NotAllowed):
    """The personal link opens nothing."""

    code = "invalid_link"
    sentence = _("This link does not open an appointment, or does not any more. Ask for it to be sent again.")


class NotFound(DomainError):
    """There is no such thing, or none for this caller."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    sentence = _("There is nothing at this address that you may see.")


class MethodNotAllowed(DomainError):
    """This address takes another method."""

    code = "method_not_allowed"
    status = HTTPStatus.METHOD_NOT_ALLOWED
    sentence = _("This address does not take this method. The header “Allow” says which it takes.")


class InvalidJson(DomainError):
    """The body is no JSON."""

    code = "invalid_json"
    status = HTTPStatus.BAD_REQUEST
    sentence = _("The body could not be read: send JSON.")


class Invalid(DomainError):
    """A field is missing or wrong. `errors` names each one, with the fix."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, errors: Mapping[str, Any]) -> None:
        self.errors = [{"field": field, "detail": str(said)} for field, said in errors.items()]
        first = self.errors[0]
        super().__init__(f"{first['field']}: {first['detail']}" if first["field"] else first["detail"])

    @classmethod
    def by_form(cls, form: forms.BaseForm) -> Self:
        """What a form that is not valid says of its fields."""
        return cls({field if field != "__all__" else "": said[0] for field, said in form.errors.items()})

    @classmethod
    def by_check(cls, field: str, error: ValidationError) -> Self:
        """What one of Django's validators says of a field."""
        return cls({field: error.messages[0]})
