"""What booking refuses, each in a sentence."""

from collections.abc import Sequence
from datetime import timedelta
from http import HTTPStatus
from math import ceil
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from visavis.booking.conflict import Conflict
from visavis.lib.errors import DomainError
from visavis.slots.engine import Refusal


class BookingRefused(DomainError):
    """This cannot be booked."""

    code = "booking_refused"
    conflicts: Sequence[Conflict] = ()
    """What staff may override, all of it; nothing where they may not."""


class NotPossibleNow(BookingRefused):
    """The appointment is in a state that does not allow this."""

    code = "not_possible_now"
    sentence = _("This is not possible any more: the appointment has changed meanwhile.")


class SlotTaken(BookingRefused):
    """Somebody else has this time."""

    code = "slot_taken"
    sentence = _("Someone else has just taken this time.")


class SlotNotOffered(BookingRefused):
    """The slot engine does not offer this time, and `refusal` says why; `conflicts` are for staff only."""

    code = "slot_not_offered"
    sentence = _("This time is not offered.")
    why: ClassVar[dict[Refusal, str | Promise]] = {
        Refusal.PAST: _("This time has passed."),
        Refusal.TOO_SOON: _("This time is too soon to be booked online."),
        Refusal.TOO_FAR: _("This time is too far ahead to be booked yet."),
        Refusal.OUTSIDE_HOURS: _("The specialist does not work at this time."),
        Refusal.OFF_GRID: _("Consultations do not start at this time."),
        Refusal.WRONG_LENGTH: _("The length is not that of the service."),
        Refusal.TAKEN: _("This time is already taken."),
        Refusal.BUFFER: _("This leaves no break before or after another appointment."),
    }

    def __init__(self, refusal: Refusal, conflicts: Sequence[Conflict] = ()) -> None:
        self.refusal = refusal
        self.conflicts = conflicts
        super().__init__(self.why[refusal])


class OverlapsAppointment(BookingRefused):
    """A consultation that starts now would overlap another appointment."""

    code = "overlaps_appointment"
    sentence = _("Another appointment, or the break around it, lies in this time.")

    def __init__(self, conflicts: Sequence[Conflict] = ()) -> None:
        self.conflicts = conflicts
        super().__init__()


class TermsChangedAgain(BookingRefused):
    """The service has other terms than those that staff had read."""

    code = "terms_changed_again"
    sentence = _("The service has been changed again meanwhile. Please look once more.")


class WallTimeAnswered(BookingRefused):
    """Nothing is left to answer: the clocks show what was agreed, or something else than the page said."""

    code = "wall_time_answered"
    sentence = _("This is settled already, or the time has changed again meanwhile. Please look once more.")


class WallTimeSkipped(BookingRefused):
    """By the new law the clocks skip the time that was agreed."""

    code = "wall_time_skipped"
    sentence = _("By the new law the clocks skip this time that day. Please choose another one.")


class HoldExpired(BookingRefused):
    """The hold is over, and the time may be somebody else's."""

    code = "hold_expired"
    status = HTTPStatus.GONE
    sentence = _("This time was kept for you for a while and has been given back. Please choose again.")


class ContactNotConfirmed(BookingRefused):
    """A hold is confirmed by the link that was sent to its client, and this browser has not opened it."""

    code = "contact_not_confirmed"
    sentence = _("Open the link in our message to you, and press “Confirm” there.")


class TooManyHolds(BookingRefused):
    """One visitor keeps too many slots at once."""

    code = "too_many_holds"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _("You are keeping several times already. Finish booking one of them, or let one go.")


class TooManyFromNetwork(TooManyHolds):
    """One network has too many holds and coming bookings whose contact is not proven."""

    code = "too_many_from_network"
    sentence = _(
        "Many appointments from your network are not confirmed yet."
        " Open the link in the message about one of them and confirm it, or call the practice."
    )


class TooManyUnconfirmed(BookingRefused):
    """One contact has too many coming bookings, and is not proven."""

    code = "too_many_unconfirmed"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _(
        "Several appointments with this address are not confirmed yet."
        " Open the link in the message about one of them and confirm it, or call the practice."
    )


class CannotBookOnline(BookingRefused):
    """Staff keep this visitor from booking online; the sentence does not say so."""

    code = "cannot_book_online"
    status = HTTPStatus.FORBIDDEN
    sentence = _("This cannot be booked online. Please call us.")


class TooLateToMove(BookingRefused):
    """The notice for a move by the client has passed."""

    code = "too_late_to_move"
    sentence = _("It is too late to move this appointment online. Please call the practice.")


class ContactMissing(BookingRefused):
    """Neither an e-mail address nor a phone number was given."""

    code = "contact_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("Give an e-mail address or a phone number, so that the client can be told.")


class ProofRefused(BookingRefused):
    """The form does not show that a browser worked for it, or that somebody took their time."""

    code = "proof_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ChallengeUnusable(ProofRefused):
    """There is no challenge of ours for this time, or it has expired."""

    code = "challenge_unusable"
    sentence = _(
        "We could not check this form: it may have been open for too long."
        " What you wrote is kept: please press the button once more."
    )


class SentTooSoon(ProofRefused):
    """Nothing was computed, and the form is younger than those must be."""

    code = "sent_too_soon"

    def __init__(self, left: timedelta) -> None:
        self.left_s = ceil(left.total_seconds())
        said = ngettext(
            "Without JavaScript this form is not accepted so soon after it was opened."
            " What you wrote is kept: please press the button once more in %(left)d second.",
            "Without JavaScript this form is not accepted so soon after it was opened."
            " What you wrote is kept: please press the button once more in %(left)d seconds.",
            self.left_s,
        )
        super().__init__(said % {"left": self.left_s})


class ChallengeSpent(ProofRefused):
    """The challenge was used for another booking, or for another contact."""

    code = "challenge_spent"
    status = HTTPStatus.CONFLICT
    sentence = _("This form was sent before. What you wrote is kept: please press the button once more.")


class ProofMissing(ProofRefused):
    """A program sent no solved challenge for this service and start, or one that has expired."""

    code = "proof_missing"
    sentence = _(
        "This practice asks strangers for a proof of work: get a challenge for this service and start,"
        " solve it, and send it as “proof” within ten minutes, once."
    )


class TooManyWithoutScript(ProofRefused):
    """Too many strangers booked lately without a proof of work, by waiting."""

    code = "too_many_without_script"
    status = HTTPStatus.TOO_MANY_REQUESTS
    sentence = _(
        "Too many appointments were booked without JavaScript within an hour."
        " Please switch it on for this page, try again later, or call the practice."
    )


class IdempotencyKeyReused(BookingRefused):
    """The idempotency key was sent with another request before."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("This idempotency key was used for another booking. Choose a new one for each booking.")


class BookingChangedSince(BookingRefused):
    """What was booked with an idempotency key belongs to another contact by now."""

    code = "booking_changed_since"
    sentence = _("This booking was changed since. Open it by the link in the latest message.")


class ServiceNotBookable(BookingRefused):
    """The service or its specialist is switched off."""

    code = "service_not_bookable"
    sentence = _("This service cannot be booked at the moment.")
