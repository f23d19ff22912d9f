"""Who and what can be booked, and when: what the public pages show."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from visavis.api.access import ANYBODY, ApiRequest
from visavis.api.bookings import challenge_asked
from visavis.api.errors import Invalid, NotFound
from visavis.api.responses import QUERY, responses
from visavis.api.schemas import (
    ChallengeOut,
    Day,
    Instant,
    ServiceOut,
    ServicePage,
    SlotList,
    SpecialistOut,
    SpecialistPage,
    Text,
)
from visavis.api.serializers import service_out, slot_out, specialist_out
from visavis.booking.access import bookable_service
from visavis.booking.availability import availability_on_dates
from visavis.booking.queries import bookable_specialists
from visavis.lib import clock
from visavis.people.models import Specialist
from visavis.people.zones import validate_zone
from visavis.schedule.models import Service

router = Router(tags=["What can be booked"])
DAYS_SHOWN = 14
MOST_DAYS = 62


class PageAsked(Schema):
    """Which part of a list."""

    offset: int = Field(0, ge=0, le=100_000, description="How many to leave out at the beginning")
    limit: int = Field(50, ge=1, le=100, description="How many at most")


class SlotsAsked(Schema):
    """Which dates, in which zone."""

    from_: Day | None = Field(None, alias="from", description="First date; today by default")
    to: Day | None = Field(None, description=f"Last date; two weeks by default, {MOST_DAYS} days at most")
    zone: Text = Field(
        "", description="IANA time zone of the dates and of the answer; the specialist's by default"
    )


@router.get(
    "/specialists", auth=ANYBODY, response=responses(SpecialistPage, refuses=QUERY), url_name="specialists"
)
def specialists(request: ApiRequest, page: Query[PageAsked]) -> SpecialistPage:
    """The specialists who have something to book, in the practice's order."""
    # A practice has a handful: two queries for all of them, and the page is cut out here.
    found = bookable_specialists()
    shown = found[page.offset : page.offset + page.limit]
    return SpecialistPage(items=[specialist_out(one) for one in shown], total=len(found))


@router.get(
    "/specialists/{uuid:public_id}",
    auth=ANYBODY,
    response=responses(SpecialistOut, refuses={404}),
    url_name="specialist",
)
def specialist(request: ApiRequest, public_id: UUID) -> SpecialistOut:
    """One specialist and what can be booked with them."""
    found = bookable_specialists(Specialist.objects.filter(public_id=public_id))
    if not found:
        raise NotFound
    return specialist_out(found[0])


@router.get("/services", auth=ANYBODY, response=responses(ServicePage, refuses=QUERY), url_name="services")
def services(request: ApiRequest, page: Query[PageAsked]) -> ServicePage:
    """The services that can be booked, by specialist."""
    rows = Service.objects.select_related("specialist").filter(active=True, specialist__active=True)
    ordered = rows.order_by("specialist__position", "specialist_id", "position", "id")
    shown = ordered[page.offset : page.offset + page.limit]
    return ServicePage(items=[service_out(one) for one in shown], total=rows.count())


@router.get(
    "/services/{uuid:public_id}",
    auth=ANYBODY,
    response=responses(ServiceOut, refuses={404}),
    url_name="service",
)
def service(request: ApiRequest, public_id: UUID) -> ServiceOut:
    """One service and the rules by which it is booked."""
    return service_out(bookable_service(public_id))


@router.get(
    "/services/{uuid:public_id}/slots",
    auth=ANYBODY,
    response=responses(SlotList, refuses=QUERY | {404}),
    url_name="slots",
)
def slots(request: ApiRequest, public_id: UUID, asked: Query[SlotsAsked]) -> SlotList:
    """The free times on some dates. A longer stretch than 62 days is cut, and the answer says to what."""
    found, now = bookable_service(public_id), clock.now()
    zone = _zone(asked.zone or found.specialist.zone)
    first, last = _dates(asked, zone, now=now)
    offers = availability_on_dates(found, first, last, zone, now=now)
    return SlotList(
        first=first,
        last=last,
        zone=zone.key,
        slots=[slot_out(slot, zone) for slot in offers.slots],
        why_none=offers.why_none,
    )


@router.get(
    "/services/{uuid:public_id}/challenge",
    auth=ANYBODY,
    response=responses(ChallengeOut, refuses=QUERY | {404}),
    url_name="challenge",
)
def challenge(request: ApiRequest, public_id: UUID, start: Query[Instant]) -> ChallengeOut:
    """The proof of work that booking this start takes, where the practice asks strangers for one."""
    return ChallengeOut(challenge=challenge_asked(bookable_service(public_id), start, now=clock.now()))


def _zone(name: str) -> ZoneInfo:
    try:
        validate_zone(name)
    except ValidationError as error:
        raise Invalid.by_check("zone", error) from error
    return ZoneInfo(name)


def _dates(asked: SlotsAsked, zone: ZoneInfo, *, now: datetime) -> tuple[date, date]:
    today = now.astimezone(zone).date()
    first = max(asked.from_ or today, today)
    last = asked.to or first + timedelta(days=DAYS_SHOWN - 1)
    if last < (asked.from_ or last):
        raise Invalid({"to": _("The last date lies before the first.")})
    return first, min(max(last, first), first + timedelta(days=MOST_DAYS - 1))
