"""Who may see and change which appointment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from visavis.booking.lifecycle import CHANGEABLE
from visavis.booking.models import Appointment
from visavis.booking.services.client_record import prove_contact, would_prove
from visavis.lib import clock
from visavis.lib.db import WholeRows
from visavis.lib.errors import NotAllowed
from visavis.people.links import GRANT_COOKIE, LinkSource, parse_token, read_grant, source_of
from visavis.people.models import Specialist, User
from visavis.schedule.models import Service

MOST_LISTED = 100
LINK_VALID_FOR = timedelta(days=30)
"""How long after its end an appointment's link still opens, and what it granted still holds."""

_HOLD = WholeRows(Appointment, where="booking_appointment.public_id = %s")
_APPOINTMENT = WholeRows(Appointment, "service", "specialist", where="booking_appointment.public_id = %s")


class NoGrant(NotAllowed):
    """This browser has not opened the appointment's personal link."""

    code = "no_grant"
    sentence = _("Open this page by the personal link in your latest message, or let us send it again.")
    where_next = "/link/"
    next_words = _("Send me my link again")


DeviceCheck = Callable[[HttpRequest, Appointment], None]
"""Raises where the client is in the room with another device than the one that sends the request."""


def wire_device_check(check: DeviceCheck) -> None:
    """Put the check into force; called once when the program starts. Only features above know who is here."""
    global _check_device
    _check_device = check


def appointment_for_client(request: HttpRequest, public_id: UUID, *, enters: bool = False) -> Appointment:
    """The appointment that this browser holds a grant for.

    While the client is in the room, nothing is done from another device, except to ask to come in there
    (`enters`): whoever has the link must not be able to throw them out.

    Whoever does something with a link that was sent to the client proves the contact it was sent to; that
    the link is opened proves nothing, for mail scanners open links, too. Raises `NoGrant` for everybody
    else, whether or not the appointment exists.
    """
    appointment = _granted(request, public_id, _APPOINTMENT)
    if request.method == "POST" and not enters:
        _check_device(request, appointment)
    if request.method == "POST" and would_prove(appointment, source := grant_source(request, appointment)):
        generation = appointment.link_generation
        prove_contact(appointment_id=appointment.pk, source=source, generation=generation, now=clock.now())
        return _APPOINTMENT.get(public_id)
    return appointment


def hold_for_client(request: HttpRequest, public_id: UUID) -> Appointment:
    """`appointment_for_client` for those who only ask whether its time is still kept: a light query."""
    return _granted(request, public_id, _HOLD)


def grant_source(request: HttpRequest, appointment: Appointment) -> LinkSource:
    """From where this browser has its grant; a copied link where it has none."""
    cookie = request.COOKIES.get(GRANT_COOKIE)
    return read_grant(cookie, appointment.public_id, appointment.link_generation) or LinkSource.COPY


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a personal link opens, and where it was sent."""

    appointment: Appointment
    source: LinkSource

    @property
    def contact(self) -> str:
        """The e-mail address or the phone that the link was sent to; empty for a copied one."""
        match self.source:
            case LinkSource.EMAIL:
                return self.appointment.client_email
            case LinkSource.PHONE:
                return self.appointment.client_phone
            case LinkSource.COPY:
                return ""


def open_link(token: str, *, now: datetime) -> OpenedLink | None:
    """What the part of a personal link after `/v/` opens; None where it opens nothing."""
    link = parse_token(token)
    found = Appointment.objects.filter(public_id=link.appointment).first() if link else None
    if link is None or found is None or not link_still_valid(found, now=now):
        return None
    source = source_of(link, found.link_generation)
    return OpenedLink(found, source) if source else None


def _no_device_check(_request: HttpRequest, _appointment: Appointment) -> None:
    """Nothing is done from any device before the program has said how to tell them apart."""
    raise RuntimeError("wire_device_check was not called")


_check_device: DeviceCheck = _no_device_check


def _granted(request: HttpRequest, public_id: UUID, rows: WholeRows[Appointment]) -> Appointment:
    appointment = rows.first(public_id)
    cookie = request.COOKIES.get(GRANT_COOKIE)
    if appointment is None or not read_grant(cookie, public_id, appointment.link_generation):
        raise NoGrant
    if not link_still_valid(appointment, now=clock.now()):
        raise NoGrant
    return appointment


def link_still_valid(appointment: Appointment, *, now: datetime) -> bool:
    """Whether the appointment is recent enough for its client's link."""
    return now <= appointment.ends_at + LINK_VALID_FOR


def appointments_for_staff(user: User) -> QuerySet[Appointment]:
    """The appointments that a member of staff works with: all of them, or only their own."""
    rows = Appointment.objects.select_related("service", "specialist", "client")
    return rows if user.sees_everyone else rows.filter(specialist__user=user)


def appointment_for_staff(user: User, public_id: UUID) -> Appointment:
    """One of `appointments_for_staff`. Raises `Http404` for every other."""
    appointment = appointments_for_staff(user).filter(public_id=public_id).first()
    if appointment is None:
        raise Http404
    return appointment


def moved_on_the_wall(user: User, *, now: datetime) -> QuerySet[Appointment]:
    """Those of `appointments_for_staff` that a zone law moved on the wall and nobody settled."""
    rows = appointments_for_staff(user).exclude(shifted_local_time="")
    coming = rows.filter(starts_at__gt=now, state__in=[state.value for state in CHANGEABLE])
    return coming.order_by("starts_at", "id")


def with_moved_on_the_wall(
    specialists: QuerySet[Specialist], user: User, *, now: datetime
) -> QuerySet[Specialist]:
    """The specialists, each with how many of `moved_on_the_wall` are theirs, as `moved_on_the_wall`."""
    theirs = moved_on_the_wall(user, now=now).filter(specialist=OuterRef("pk")).order_by()
    counted = theirs.values("specialist").annotate(number=Count("pk")).values("number")
    return specialists.annotate(moved_on_the_wall=Coalesce(Subquery(counted), 0))


def bookable_service(public_id: UUID) -> Service:
    """A service that anyone may book. Raises `Http404`."""
    service = (
        Service.objects.select_related("specialist")
        .filter(public_id=public_id, active=True, specialist__active=True)
        .first()
    )
    if service is None:
        raise Http404
    return service
