"""What cannot be written or shared, each in a sentence."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError, NotAllowed
from visavis.notes.models import Draft


class NotTheAuthor(NotAllowed):
    """Somebody else's notes."""

    code = "not_the_author"
    sentence = _("Notes are private: only the specialist of this appointment can read and write them.")


class TextRefused(DomainError):
    """The text cannot be kept as it was sent."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ChangedElsewhere(DomainError):
    """The text was changed in another tab since this page read it."""

    code = "changed_elsewhere"
    sentence = _("This text was changed in another tab or on another device. Both texts are kept.")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__()


class NotOverYet(DomainError):
    """There is nothing to sum up before the consultation is over."""

    code = "not_over_yet"
    sentence = _("A summary can be shared once the consultation is over. Until then it stays a draft.")


class NothingToShare(DomainError):
    """The summary is empty."""

    code = "nothing_to_share"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Write the summary first: there is nothing to share yet.")


class NoSuchRevision(DomainError):
    """That earlier version does not exist."""

    code = "no_such_revision"
    status = HTTPStatus.GONE
    sentence = _("This earlier version is not there any more. Choose one from the list.")


class AlreadyAnswered(DomainError):
    """The question about the connection was answered before."""

    code = "already_answered"
    sentence = _("You have told us already how the connection was. Thank you.")
