"""The base class of refusals: what the product does not do, and why.

A refusal carries a machine code for programs and a sentence for people. Its docstring is the
sentence unless the one who raises it knows a better one. `web` maps refusals to pages and the API
maps them to problem details, each in one place.
"""

from http import HTTPStatus
from typing import ClassVar

from django.utils.functional import Promise


class DomainError(Exception):
    """This is not possible."""

    code: ClassVar[str] = "refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    sentence: ClassVar[str | Promise] = ""

    def __init__(self, sentence: str | Promise | None = None) -> None:
        self.said = sentence
        super().__init__(self.human)

    @property
    def human(self) -> str:
        """The sentence for people, in the active language."""
        return str(self.said or self.sentence or type(self).__doc__ or "").strip()

    def __str__(self) -> str:
        return self.human


def require(refusal: DomainError | None) -> None:
    """Raise a refusal, if there is one."""
    if refusal is not None:
        raise refusal


class NotAllowed(DomainError):
    """You may not do this."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN
