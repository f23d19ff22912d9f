"""Find the client whom a booking belongs to, or make a new one."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Lower

from visavis.lib.db import insert
from visavis.people.models import Client


@dataclass(frozen=True, slots=True)
class ClientData:
    """What a booking says of its client; of the contacts those that are given, or those that are proven."""

    name: str
    email: str
    phone: str
    language: str
    zone: str


def same_name(left: str, right: str) -> bool:
    """Whether two names are one, but for case and spaces."""
    return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()


def find(data: ClientData) -> Client | None:
    """The client whose contact *and* name agree, among those whose contacts are proven.

    Relatives share addresses, so an address alone is never enough to join two people.
    """
    contact = Q()
    if data.email:
        # Not iexact, which says UPPER: the index has it in small letters, and every booking asks this.
        contact |= Q(folded=data.email.lower())
    if data.phone:
        contact |= Q(phone=data.phone, phone_proven=True)
    if not contact:
        return None
    rows = Client.objects.alias(folded=Lower("email")).filter(contact, contact_proven=True).order_by("id")
    return next((one for one in rows if same_name(one.name, data.name)), None)


def find_or_create(data: ClientData) -> Client:
    """The client of `find`, with a contact added where none was, otherwise a new one.

    The contacts must be proven: by a link or a code that was sent there, or by staff.
    """
    if known := find(data):
        return add_contacts(known, data)
    return _create(data, contact_proven=True)


def add_contacts(client: Client, data: ClientData) -> Client:
    """Add proven contacts where none was. What is known is never replaced."""
    client.email = client.email or data.email
    if data.phone and not (client.phone and client.phone_proven):
        client.phone, client.phone_proven = data.phone, True
    client.save(update_fields=["email", "phone", "phone_proven"])
    return client


def confirm(client: Client, data: ClientData) -> Client:
    """Make the record of an unproven booking one of a known person, with the proven contacts.

    A phone that is not proven stays for staff to search by; no booking is joined by it.
    """
    client.name, client.email = data.name, data.email
    client.phone, client.phone_proven = data.phone or client.phone, bool(data.phone)
    client.contact_proven = True
    client.save(update_fields=["name", "email", "phone", "phone_proven", "contact_proven"])
    return client


def write_unproven(client: Client | None, data: ClientData) -> Client:
    """A record of its own for a booking whose contact nobody has proven; it is joined with no other.

    `client` is the booking's client so far: its own unproven record is changed in place.
    """
    if client is None or client.contact_proven:
        return _create(data, contact_proven=False)
    client.name, client.email, client.phone = data.name, data.email, data.phone
    client.language, client.zone = data.language, data.zone
    client.save()
    return client


def _create(data: ClientData, *, contact_proven: bool) -> Client:
    client = Client(
        name=data.name,
        email=data.email,
        phone=data.phone,
        language=data.language,
        zone=data.zone,
        contact_proven=contact_proven,
    )
    insert(client)
    return client
