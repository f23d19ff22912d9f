"""What the call refuses, each in a sentence."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError


class CallRefused(DomainError):
    """This is not possible in the call."""

    code = "call_refused"


class NotAdmitted(CallRefused):
    """The client has not been let in."""

    code = "not_admitted"
    status = HTTPStatus.FORBIDDEN
    sentence = _("You can join once the specialist has let you in.")


class SeatTaken(CallRefused):
    """Another tab of this person sits in the call."""

    code = "seat_taken"
    sentence = _("This consultation is open in another tab.")


class StaleSeat(CallRefused):
    """The seat has gone to a newer page, or was given up."""

    code = "stale_seat"
    sentence = _("This page no longer takes part in the call. Reload it to come back.")


class CallOver(CallRefused):
    """The consultation is over."""

    code = "over"
    status = HTTPStatus.GONE
    sentence = _("The consultation is over.")


class VideoUnavailable(CallRefused):
    """The provider that carries the call does not answer."""

    code = "video_unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    sentence = _("The call cannot be connected at the moment. This page keeps trying.")


class TooEarlyForNoShow(CallRefused):
    """The client may still come."""

    code = "too_early_for_no_show"
    sentence = _("You can say that the client did not come from 10 minutes after the start.")


class ClientIsHere(CallRefused):
    """The client is in the waiting room or in the call."""

    code = "client_is_here"
    sentence = _("The client is here at this moment. Let them in, or end the consultation for both.")


class ClientCame(CallRefused):
    """The client was in the waiting room or in the call, and has gone."""

    code = "client_came"
    sentence = _("The client was here. Once the consultation is over, its outcome can be corrected.")


class ReasonMissing(CallRefused):
    """A correction says why."""

    code = "reason_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Write in a few words why the outcome is corrected.")
