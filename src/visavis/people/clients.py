"""Find the client whom a booking belongs to, or make a new one."""

from django.db.models import Q
from django.db.models.functions import Lower

from visavis.people.models import Client


def same_name(left: str, right: str) -> bool:
    """Whether two names are one, but for case and spaces."""
    return " ".join(left.split()).casefold() == " ".join(right.split()).casefold()


def find_or_create(*, name: str, email: str, phone: str, language: str, zone: str) -> Client:
    """The client whose contact *and* name agree, with a contact added where none was; otherwise a new one.

    Relatives share addresses, so an address alone is never enough to join two people.
    """
    folded = Client.objects.alias(folded=Lower("email"))
    contact = Q()
    if email:
        # Not iexact, which says UPPER: the index has it in small letters, and every booking asks this.
        contact |= Q(folded=email.lower())
    if phone:
        contact |= Q(phone=phone)
    known = [c for c in folded.filter(contact).order_by("id") if same_name(c.name, name)] if contact else []
    if not known:
        return Client.objects.create(name=name, email=email, phone=phone, language=language, zone=zone)
    client = known[0]
    # Nobody has proved who they are: what is known is added to, never replaced.
    client.email, client.phone = client.email or email, client.phone or phone
    client.save(update_fields=["email", "phone"])
    return client
