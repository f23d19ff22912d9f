"""What staff read after a change of a service: who booked before it, and what is another for them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visavis.booking.access import MOST_LISTED
from visavis.booking.models import Appointment
from visavis.booking.models.terms import Term, terms_digest
from visavis.schedule.models import Door, Place, Service
from visavis.schedule.models.services import DOOR_NAMES, PLACE_NAMES
from visavis.web.times import duration_in_words

TERM_NAMES: dict[Term, str | Promise] = {
    Term.PLACE: gettext_lazy("Place"),
    Term.LENGTH: gettext_lazy("Length"),
    Term.DOOR: gettext_lazy("Door of the waiting room"),
    Term.PRICE: gettext_lazy("Price"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One term that was agreed otherwise, and with how many clients."""

    name: str
    booked: str
    now: str
    number: int


@dataclass(frozen=True, slots=True)
class BookedOtherwise:
    """All of it; `total` may be more than what is `listed`."""

    listed: Sequence[Appointment]
    total: int
    differences: list[Difference]
    offers_place: bool
    """Whether the service's new place can be taken over."""
    acknowledged: str
    """What a button sends, so that it answers what was read."""


def booked_otherwise_rows(found: Sequence[Appointment], service: Service) -> BookedOtherwise:
    """What the page of `service` shows, in the language that is active."""
    counted = Counter(
        (term, _booked(term, one), _now(term, service)) for one in found for term in one.terms_changed()
    )
    ordered = sorted(counted.items(), key=lambda item: list(Term).index(item[0][0]))
    return BookedOtherwise(
        listed=found[:MOST_LISTED],
        total=len(found),
        differences=[
            Difference(str(TERM_NAMES[term]), booked, now, number) for (term, booked, now), number in ordered
        ],
        offers_place=any(term is Term.PLACE for term, _booked_as, _shown in counted),
        acknowledged=terms_digest(service),
    )


def _booked(term: Term, one: Appointment) -> str:
    match term:
        case Term.PLACE:
            return _place(by_video=one.by_video, address=one.address)
        case Term.LENGTH:
            return duration_in_words(one.slot.duration)
        case Term.DOOR:
            return str(DOOR_NAMES[Door(one.door)])
        case Term.PRICE:
            return one.price_label or _("none given")


def _now(term: Term, service: Service) -> str:
    match term:
        case Term.PLACE:
            return _place(by_video=service.by_video, address=service.address)
        case Term.LENGTH:
            return duration_in_words(service.duration)
        case Term.DOOR:
            return str(DOOR_NAMES[Door(service.door)])
        case Term.PRICE:
            return service.price_label or _("none given")


def _place(*, by_video: bool, address: str) -> str:
    return str(PLACE_NAMES[Place.VIDEO]) if by_video else address
