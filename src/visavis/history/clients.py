"""Clients as staff find them: whom they have seen or will see, and everything that was with one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.http import Http404

from visavis.booking.access import appointments_for_staff
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.history.queries import COMING
from visavis.notes.kinds import Connection
from visavis.notes.models import ConnectionAnswer
from visavis.notes.queries import excerpts, shared_at
from visavis.people.models import Client, User

MOST = 50
LONGEST_TIMELINE = 300
_LATELY = 400
"""Among how many of the next and of the latest appointments clients are looked for."""
_CALLED_OFF = [State.CANCELLED.value, State.DECLINED.value]


@dataclass(frozen=True, slots=True)
class Found:
    """A client in a list: how many appointments the reader knows of, the next one's start and the last one's.

    Both are UTC; what was called off counts as neither.
    """

    client: Client
    number: int
    next: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment of a timeline."""

    appointment: Appointment
    excerpt: str
    """The beginning of the reader's own note; empty for every other reader."""
    shared_at: datetime | None
    connection: Connection | None


def clients_for(user: User, wanted: str, *, now: datetime) -> list[Found]:
    """The clients whose name, address or number holds `wanted`.

    Without it those who come next, the soonest first, and then those who were here last.
    """
    seen = _seen_by(user)
    if wanted:
        named = Q(name__icontains=wanted) | Q(email__icontains=wanted)
        digits = "".join(sign for sign in wanted if sign.isdigit())
        if len(digits) >= 4:
            named |= Q(phone__contains=digits)
        rows = Client.objects.filter(named).filter(Exists(seen.filter(client=OuterRef("pk"))))
        return _found(seen, rows.order_by("name", "id")[:MOST], now=now)
    soon = seen.filter(_coming(now)).order_by("starts_at").values_list("client_id", flat=True)[:_LATELY]
    lately = seen.exclude(_coming(now)).order_by("-starts_at").values_list("client_id", flat=True)[:_LATELY]
    keys = [key for key in dict.fromkeys([*soon, *lately]) if key is not None][:MOST]
    by_key = Client.objects.in_bulk(keys)
    return _found(seen, [by_key[key] for key in keys], now=now)


def client_for_staff(user: User, public_id: UUID) -> Client:
    """A client whom the user has to do with. Raises `Http404` for every other."""
    client = Client.objects.filter(public_id=public_id).first()
    if client is None or not _seen_by(user).filter(client=client).exists():
        raise Http404
    return client


def timeline_of(client: Client, user: User) -> list[Entry]:
    """All appointments of a client that the user sees, the latest first."""
    rows = list(_seen_by(user).filter(client=client).order_by("-starts_at", "-id")[:LONGEST_TIMELINE])
    begun, shared = excerpts(rows, user), shared_at(rows)
    judged = dict(
        ConnectionAnswer.objects.filter(appointment__in=rows).values_list("appointment_id", "answer")
    )
    return [
        Entry(
            row,
            begun.get(row.pk, ""),
            shared.get(row.pk),
            Connection(judged[row.pk]) if row.pk in judged else None,
        )
        for row in rows
    ]


def maybe_the_same(client: Client, user: User) -> list[Client]:
    """Other clients with this one's name, address or number: relatives, or one person written down twice."""
    alike = Q(name__iexact=client.name)
    if client.email:
        alike |= Q(email__iexact=client.email)
    if client.phone:
        alike |= Q(phone=client.phone)
    rows = Client.objects.filter(alike).exclude(pk=client.pk)
    return list(rows.filter(Exists(_seen_by(user).filter(client=OuterRef("pk")))).order_by("name", "id")[:10])


def _seen_by(user: User) -> QuerySet[Appointment]:
    return appointments_for_staff(user).exclude(state__in=[State.HELD.value, State.EXPIRED.value])


def _coming(now: datetime) -> Q:
    return Q(state__in=COMING, ends_at__gt=now)


def _found(seen: QuerySet[Appointment], clients: Iterable[Client], *, now: datetime) -> list[Found]:
    listed = list(clients)
    rows = seen.filter(client__in=listed).order_by().values("client_id")
    figures = rows.annotate(
        number=Count("pk"),
        next=Min("starts_at", filter=_coming(now)),
        last=Max("starts_at", filter=~_coming(now) & ~Q(state__in=_CALLED_OFF)),
    )
    known = {row["client_id"]: row for row in figures}
    return [
        Found(one, row["number"], row["next"], row["last"]) for one in listed if (row := known.get(one.pk))
    ]
