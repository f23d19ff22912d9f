"""The JSON of requests and responses. Instants are ISO 8601 with an offset; ids are random UUIDs."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from visavis.booking.lifecycle import Absent, State
from visavis.lib import clock
from visavis.people.parties import Party
from visavis.schedule.models import Place
from visavis.slots.engine import NoneReason

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
PAST, FUTURE = timedelta(days=366), timedelta(days=5 * 366)
"""No consultation is entered later, or agreed earlier, than that."""
LONGEST_TEXT = 4000
"""Of anything; what each field takes is said by the forms that the pages have too."""


def _instant(written: Any) -> datetime:
    try:
        found = datetime.fromisoformat(written)
        if found.tzinfo:
            found = found.astimezone(UTC).replace(microsecond=0)
            now = clock.now()
            if now - PAST <= found <= now + FUTURE:
                return found
    except (ValueError, TypeError, OverflowError):
        pass
    raise ValueError(
        _(
            "Send an instant with its offset, such as 2026-12-16T14:00:00+02:00,"
            " from a year ago to five years ahead."
        )
    )


def _day(written: Any) -> date:
    try:
        if _DAY.fullmatch(written):
            found = date.fromisoformat(written)
            if 2000 <= found.year < 3000:
                return found
    except (ValueError, TypeError):
        pass
    raise ValueError(_("Send a date, such as 2026-12-16."))


Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Key = Annotated[str, Field(min_length=16, max_length=100, pattern=r"^[0-9A-Za-z_-]+$")]


class RequestBody(Schema):
    """A body: nothing unknown in it, so that a mistyped name is noticed."""

    model_config = ConfigDict(extra="forbid")


class SlotOut(Schema):
    """A time that can be booked."""

    start: datetime
    end: datetime


class FieldProblem(Schema):
    """What is wrong with one field, and how to put it right."""

    field: str
    detail: str


class Problem(Schema):
    """A refusal (RFC 9457). `code` is for programs, `detail` for people, in the language they asked for."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] | None = None
    alternatives: list[SlotOut] | None = Field(
        None, description="With 409: free times nearest to the one asked for"
    )
    reason: str | None = Field(
        None, description="With 409: which rule speaks against the time, else the same as `code`"
    )


class ServiceOut(Schema):
    """A kind of consultation of one specialist."""

    id: UUID
    specialist: UUID
    name: str
    description: str
    duration_min: int
    place: Place
    address: str
    price: str
    needs_approval: bool = Field(description="Booking it is a request that the specialist answers")
    notice_min: int = Field(description="Minutes ahead that it can be booked at the latest")
    horizon_days: int = Field(description="Days ahead that it can be booked at the earliest")
    change_notice_min: int = Field(description="Minutes before the start until which clients may move it")


class ChallengeOut(Schema):
    """What a stranger's program solves before it books this service at this start."""

    challenge: dict[str, Any] | None = Field(
        description="As ALTCHA's libraries take it; null where this practice asks for no proof of work"
    )


class SpecialistOut(Schema):
    """A specialist whom clients can book."""

    id: UUID
    name: str
    specialty: str
    about: str
    languages: list[str]
    zone: str
    photo: str | None
    services: list[ServiceOut]


class SpecialistPage(Schema):
    """Some of the specialists; `total` counts all of them."""

    items: list[SpecialistOut]
    total: int


class ServicePage(Schema):
    """Some of the services; `total` counts all of them."""

    items: list[ServiceOut]
    total: int


class SlotList(Schema):
    """The free times of a service on the dates `first` to `last` of `zone`."""

    first: date
    last: date
    zone: str
    slots: list[SlotOut]
    why_none: NoneReason | None = Field(description="Where there are none: why")


class ClientOut(Schema):
    """Who was booked in, and how they are reached."""

    name: str
    email: str
    phone: str
    language: str
    zone: str
    sms: bool


class AppointmentOut(Schema):
    """One appointment. `start` and `end` bear the offset of the client's zone."""

    id: UUID
    state: State
    version: int = Field(description="Grows with each change of time, and when it is called off")
    start: datetime
    end: datetime
    service: UUID
    specialist: UUID
    client: ClientOut
    message: str
    absent: Absent | None = Field(description="After no_show: who did not come")
    cancelled_late: bool
    overbooked: bool
    changes_until: datetime = Field(description="Until when the client may move it")
    held_until: datetime | None = Field(
        description="Of what is held: until when the client may confirm it by the link sent to them"
    )


class Booked(Schema):
    """A new appointment, and for a client the grant to act for it."""

    appointment: AppointmentOut
    grant: str | None = Field(
        description="For bookings without a token: the bearer's grant of this appointment"
    )


class BookingIn(RequestBody):
    """Book a free time. Without a token all of `name`, `email` and `consent` are needed."""

    service: UUID
    start: Instant
    name: Text = ""
    email: Text = ""
    phone: Text = ""
    sms: bool = False
    language: Text = Field("", description="Of messages to the client; that of the request by default")
    zone: Text = Field("", description="The client's IANA time zone; the specialist's by default")
    message: Text = ""
    consent: bool = Field(False, description="The client agrees that the practice keeps these details")
    override: bool = Field(False, description="Staff: take a time that is not offered, knowingly")
    proof: Text = Field("", description="The solved challenge, where the practice asks strangers for one")


class MoveIn(RequestBody):
    """Another start."""

    start: Instant
    override: bool = Field(False, description="Staff: take a time that is not offered, knowingly")


class CancelIn(RequestBody):
    """Why, if there is something to say."""

    reason: Text = ""


class JoinIn(RequestBody):
    """Which page or program sits down; the newest of one name wins its own seat."""

    tab: str = Field("api", pattern=r"^[0-9A-Za-z-]{1,64}$")
    take_over: bool = Field(False, description="Take the seat from another page of the same person")


class Entered(Schema):
    """The client is in the waiting room, or in the call already where the door is open."""

    admitted: bool = Field(description="Whether they can join now")


class PeerOut(Schema):
    """A person who sits in the call."""

    id: str
    party: Party
    name: str
    epoch: int


class Joined(Schema):
    """The right to one place in one room, for a few minutes: what a browser needs to connect."""

    room: str
    party: Party
    grant: dict[str, Any]
    peers: list[PeerOut] = Field(description="Who else sits in the call")


class GrantIn(RequestBody):
    """The personal link, or the part of it after `/v/`."""

    token: Text


class GrantOut(Schema):
    """What to send as `Authorization: Bearer …` to act for the client of `appointment`."""

    grant: str
    appointment: UUID
