"""Whose client record a booking belongs to, and which of its contacts are proven.

A contact is proven once a link or a code that was sent there was used, or when staff wrote it down. Until
then a booking has a record of its own: it shows nobody else's and changes nobody else's.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from visavis.booking.models import Appointment
from visavis.people import clients
from visavis.people.actors import Actor, ActorKind
from visavis.people.clients import ClientData
from visavis.people.links import LinkSource
from visavis.people.models import Client


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """What a client says of themselves. The phone is E.164, the zone an IANA name."""

    name: str
    email: str
    phone: str
    language: str
    zone: str
    sms: bool = False
    message: str = ""


@transaction.atomic(durable=True)
def prove_contact(*, appointment_id: int, source: LinkSource, generation: int, now: datetime) -> Appointment:
    """Record that a link sent to the e-mail address or the phone was used, and join the client's record.

    Doing so twice changes nothing. It joins where a proven contact and the name agree. `generation` is that
    of the link: one that went to an earlier contact proves nothing of a later one.
    """
    appointment = Appointment.locked(appointment_id)
    if appointment.link_generation != generation or not would_prove(appointment, source):
        return appointment
    if source is LinkSource.EMAIL:
        appointment.email_proven_at = now
    else:
        appointment.phone_proven_at = now
    former, proven = appointment.client, _proven_data(appointment)
    if former is not None and former.contact_proven:
        clients.add_contacts(former, proven)
    elif known := clients.find(proven):
        appointment.client = clients.add_contacts(known, proven)
    elif former is not None:
        clients.confirm(former, proven)
    appointment.save(update_fields=["client", "email_proven_at", "phone_proven_at"])
    drop_record_without_bookings(former, appointment)
    return appointment


def would_prove(appointment: Appointment, source: LinkSource) -> bool:
    """Whether the use of a link from `source` proves a contact that is not proven yet.

    That of a hold is proven by confirming it, and by nothing else.
    """
    if appointment.client_id is None:
        return False
    match source:
        case LinkSource.EMAIL:
            return bool(appointment.client_email) and appointment.email_proven_at is None
        case LinkSource.PHONE:
            return bool(appointment.client_phone) and appointment.phone_proven_at is None
        case LinkSource.COPY:
            return False


def prove_by_confirming(held: Appointment, source: LinkSource, *, now: datetime) -> None:
    """Note that the link sent to a hold's contact was used, and find the record it belongs to."""
    if source is LinkSource.EMAIL:
        held.email_proven_at = now
    else:
        held.phone_proven_at = now
    held.client = clients.find_or_create(_proven_data(held))


def describe(appointment: Appointment, details: ClientDetails, *, by: Actor, now: datetime) -> None:
    """Write the client's details into an appointment, and find the record they belong to."""
    write_details(appointment, details, by=by, now=now)
    if appointment.is_contact_proven:
        appointment.client = clients.find_or_create(_proven_data(appointment))
    else:
        appointment.client = clients.write_unproven(appointment.client, _data(appointment))


def write_details(appointment: Appointment, details: ClientDetails, *, by: Actor, now: datetime) -> None:
    """Write the client's details into an appointment; what is proven is proven of the same contact only."""
    trusted = now if by.kind is not ActorKind.CLIENT else None
    if details.email != appointment.client_email:
        appointment.email_proven_at = trusted if details.email else None
    if details.phone != appointment.client_phone:
        appointment.phone_proven_at = trusted if details.phone else None
    appointment.client_name = details.name
    appointment.client_email = details.email
    appointment.client_phone = details.phone
    appointment.client_language = details.language
    appointment.client_zone = details.zone
    appointment.sms = details.sms and bool(details.phone)
    appointment.client_message = details.message or appointment.client_message


def reached_elsewhere(appointment: Appointment, details: ClientDetails) -> bool:
    """Whether a link may have gone to another address or number than those given now.

    A number counts even without text messages: the link is sent there when somebody asks for it by number.
    """
    other_mail = appointment.client_email not in {"", details.email}
    return other_mail or appointment.client_phone not in {"", details.phone}


def drop_record_without_bookings(former: Client | None, appointment: Appointment) -> None:
    """Delete the unproven record that a booking has left: it was that booking's alone."""
    if former is not None and former.pk != appointment.client_id and not former.contact_proven:
        former.delete()


def _data(appointment: Appointment) -> ClientData:
    return ClientData(
        name=appointment.client_name,
        email=appointment.client_email,
        phone=appointment.client_phone,
        language=appointment.client_language,
        zone=appointment.client_zone,
    )


def _proven_data(appointment: Appointment) -> ClientData:
    """The same with the proven contacts only: no other gets into a record that others see."""
    return ClientData(
        name=appointment.client_name,
        email=appointment.client_email if appointment.email_proven_at else "",
        phone=appointment.client_phone if appointment.phone_proven_at else "",
        language=appointment.client_language,
        zone=appointment.client_zone,
    )
