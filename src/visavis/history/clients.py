"""Clients for staff: a list to search, and the timeline of one client."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404

from visavis.booking.access import appointments_for_staff
from visavis.booking.lifecycle import WITHOUT_CLIENT, State
from visavis.booking.models import Appointment
from visavis.history.queries import UPCOMING
from visavis.notes.kinds import Connection
from visavis.notes.queries import excerpts
from visavis.people.models import Client, User

MOST = 50
MOST_ENTRIES = 300
_MOST_CANDIDATES = 400
"""In how many of the next and of the latest appointments clients are looked for."""
_CANCELLED = [State.CANCELLED.value, State.DECLINED.value]


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """A client in a list: the number of appointments the reader may see, the start of the next and the last.

    Both are UTC; cancelled ones count as neither.
    """

    client: Client
    number: int
    next: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One appointment of a timeline."""

    appointment: Appointment
    excerpt: str
    """The beginning of the reader's own note; empty for every other reader."""
    shared_at: datetime | None
    connection: Connection | None


def find_clients(user: User, wanted: str, *, now: datetime) -> list[ClientSummary]:
    """The clients whose name, address or number holds `wanted`.

    Without it, clients with coming appointments, the soonest first, then those with past ones.
    """
    seen = _seen_by(user)
    if wanted:
        named = Q(name__icontains=wanted) | Q(email__icontains=wanted)
        digits = "".join(sign for sign in wanted if sign.isdigit())
        if len(digits) >= 4:
            named |= Q(phone__contains=digits)
        rows = Client.objects.filter(named).filter(Exists(seen.filter(client=OuterRef("pk"))))
        return _summaries(seen, rows.order_by("name", "id")[:MOST], now=now)
    soon = (
        seen.filter(_upcoming(now))
        .order_by("starts_at")
        .values_list("client_id", flat=True)[:_MOST_CANDIDATES]
    )
    lately = (
        seen.exclude(_upcoming(now))
        .order_by("-starts_at")
        .values_list("client_id", flat=True)[:_MOST_CANDIDATES]
    )
    keys = [key for key in dict.fromkeys([*soon, *lately]) if key is not None][:MOST]
    by_key = Client.objects.in_bulk(keys)
    return _summaries(seen, [by_key[key] for key in keys], now=now)


def client_for_staff(user: User, public_id: UUID) -> Client:
    """A client whom the user has to do with. Raises `Http404` for every other."""
    seen = Exists(_seen_by(user).filter(client=OuterRef("pk")))
    client = Client.objects.filter(seen, public_id=public_id).first()
    if client is None:
        raise Http404
    return client


def timeline_of(client: Client, user: User) -> list[TimelineEntry]:
    """All appointments of a client that the user sees, the latest first. Two queries."""
    found = _seen_by(user).filter(client=client).order_by("-starts_at", "-id")
    # Not the summary's row, for its text is not read here.
    found = found.annotate(summary_at=F("shared_summary__shared_at"), answer=F("connection_answer__answer"))
    rows = list(found[:MOST_ENTRIES])
    begun = excerpts(rows, user)
    return [
        TimelineEntry(
            row,
            begun.get(row.pk, ""),
            row.summary_at,
            Connection(row.answer) if row.answer else None,
        )
        for row in rows
    ]


def possible_duplicates(client: Client, user: User) -> list[Client]:
    """Other clients with the same name, address or number: relatives, or one person entered twice."""
    alike = Q(name__iexact=client.name)
    if client.email:
        alike |= Q(email_lower=client.email.lower())
    if client.phone:
        alike |= Q(phone=client.phone)
    # Lower for the address, not iexact: that is how the index has it.
    rows = Client.objects.alias(email_lower=Lower("email")).filter(alike).exclude(pk=client.pk)
    return list(rows.filter(Exists(_seen_by(user).filter(client=OuterRef("pk")))).order_by("name", "id")[:10])


def _seen_by(user: User) -> QuerySet[Appointment]:
    return appointments_for_staff(user).exclude(state__in=[state.value for state in WITHOUT_CLIENT])


def _upcoming(now: datetime) -> Q:
    return Q(state__in=UPCOMING, ends_at__gt=now)


def _summaries(
    seen: QuerySet[Appointment], clients: Iterable[Client], *, now: datetime
) -> list[ClientSummary]:
    listed = list(clients)
    rows = seen.filter(client__in=listed).order_by().values("client_id")
    figures = rows.annotate(
        number=Count("pk"),
        next=Min("starts_at", filter=_upcoming(now)),
        last=Max("starts_at", filter=~_upcoming(now) & ~Q(state__in=_CANCELLED)),
    )
    known = {row["client_id"]: row for row in figures}
    return [
        ClientSummary(one, row["number"], row["next"], row["last"])
        for one in listed
        if (row := known.get(one.pk))
    ]
