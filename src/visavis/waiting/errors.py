"""What the waiting room refuses, each in a sentence."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError


class WaitingRefused(DomainError):
    """This is not possible in the waiting room."""

    code = "waiting_refused"


class RoomNotOpen(WaitingRefused):
    """The waiting room opens later."""

    code = "room_not_open"
    sentence = _("The waiting room is not open yet. Its page says when it opens.")


class NoRoom(WaitingRefused):
    """The appointment is in person."""

    code = "no_room"
    sentence = _("This appointment is in person, so it has no waiting room.")


class NobodyWaits(WaitingRefused):
    """The client has not entered the waiting room."""

    code = "nobody_waits"
    sentence = _("The client is not in the waiting room yet.")


class NotLetInAgain(WaitingRefused):
    """The client came back to a consultation that had begun, and the specialist turned them away."""

    code = "not_let_in_again"
    sentence = _(
        "You cannot come back to this consultation. If you have questions, please call the practice."
    )


class OnAnotherDevice(WaitingRefused):
    """The client is in the conversation on another device, and has not been let in with this one."""

    code = "on_another_device"
    sentence = _("You are already in the conversation on another device.")


class NotTheTime(WaitingRefused):
    """Being late is said of an appointment that is about to begin."""

    code = "not_the_time"
    sentence = _("You can say that you are late from an hour before the start until the end.")


class NotYours(WaitingRefused):
    """Somebody else's client."""

    code = "not_yours"
    status = HTTPStatus.FORBIDDEN
    sentence = _("Only the specialist of this appointment, or an administrator, may let the client in.")


class TooManyEntries(WaitingRefused):
    """The client entered and left many times within a few minutes."""

    code = "too_many_entries"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _(
        "You have entered and left the waiting room many times."
        " Please wait a quarter of an hour, or call the practice."
    )


class TooManyAnnouncements(WaitingRefused):
    """The client announced a delay many times within a few minutes."""

    code = "too_many_announcements"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _(
        "You have said many times that you will be late, and your last words count."
        " If something has changed, please call the practice."
    )
