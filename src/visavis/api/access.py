"""Who calls: a program with a staff token, one with the grant of an appointment, or anybody.

Only the `Authorization` header says so. Browsers' cookies are never looked at, so there is nothing that
another site could make a browser do here. Each operation takes one of the guards below as its `auth`; the
guard's `access` is what the role matrix tests.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest
from ninja.security.base import AuthBase

from visavis.api.errors import InvalidCredential, NotForYourRole, NotSignedIn, OtherAppointment
from visavis.booking.access import appointment_for_staff, link_still_valid
from visavis.booking.lifecycle import ACTIVE
from visavis.booking.models import Appointment
from visavis.lib import clock
from visavis.people.access import EVERY_ROLE, Access, Audience
from visavis.people.api_tokens import PREFIX, user_for_token
from visavis.people.links import read_bearer_grant
from visavis.people.models import Role, User
from visavis.people.parties import Party
from visavis.people.rate_limits import check_rate, client_ip
from visavis.waiting.models import Visit
from visavis.waiting.services import require_device

MINUTE = timedelta(minutes=1)
CALLS_A_MINUTE = 600
"""For one token, one grant, or one network without either."""
REFUSALS_A_MINUTE = 60
"""How often one network may send an invalid credential."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `user` for a token, `appointment` for a client's grant, neither for anybody."""

    name: str
    user: User | None = None
    appointment: Appointment | None = None


class ApiRequest(HttpRequest):
    """A request whose caller is known."""

    auth: Caller


class Bearer(AuthBase):
    """Authenticates a caller, and lets in whom `access` names."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.access = access

    def __call__(self, request: HttpRequest) -> Caller:
        """The caller. Raises `NotSignedIn`, `InvalidCredential`, `NotForYourRole`, `RateLimited`."""
        now = clock.now()
        caller = _caller(request, now=now)
        check_rate(f"api {caller.name}", limit=CALLS_A_MINUTE, per=MINUTE, now=now)
        if self.access.audience is not Audience.API:
            return caller
        if caller.user is None and caller.appointment is None:
            raise NotSignedIn
        if caller.user is not None and Role(caller.user.role) not in self.access.roles:
            raise NotForYourRole
        return caller


ANYBODY = Bearer(Access(Audience.EVERYONE))
"""A credential is not needed; one that is sent must be valid."""
STAFF_OR_CLIENT = Bearer(Access(Audience.API, EVERY_ROLE))
CLIENT_ONLY = Bearer(Access(Audience.API, frozenset()))
PARTIES_ONLY = Bearer(Access(Audience.API, frozenset({Role.ADMIN, Role.SPECIALIST})))
"""For the client and the specialist: an administrator may be the specialist, reception is not."""


def appointment_for(caller: Caller, public_id: UUID) -> Appointment:
    """The appointment, for its client or for staff who work with it. Raises `Http404`, `OtherAppointment`."""
    if caller.user is not None:
        return appointment_for_staff(caller.user, public_id)
    if caller.appointment is None or caller.appointment.public_id != public_id:
        # The same answer whether or not there is such an appointment.
        raise OtherAppointment
    return caller.appointment


def device_of(request: HttpRequest) -> str:
    """The digest by which a visit knows the program that bears this grant, as it knows a browser."""
    return sha256(request.headers.get("Authorization", "").encode()).hexdigest()[:32]


def require_own_device(request: ApiRequest, appointment: Appointment, *, now: datetime) -> None:
    """Raises `OnAnotherDevice` for a client's program while the client is in the room elsewhere."""
    if request.auth.user is None and appointment.lifecycle in ACTIVE:
        visit = Visit.of(Party.CLIENT, appointment.pk)
        if visit is not None:
            require_device(visit, device_of(request), now=now)


def _caller(request: HttpRequest, *, now: datetime) -> Caller:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return Caller(f"from {client_ip(request)}")
    known = _known(text.strip(), now=now) if scheme.lower() == "bearer" else None
    if known is None:
        subject = f"api refused {client_ip(request)}"
        check_rate(subject, limit=REFUSALS_A_MINUTE, per=MINUTE, now=now)
        raise InvalidCredential
    return known


def _known(text: str, *, now: datetime) -> Caller | None:
    if text.startswith(PREFIX):
        user = user_for_token(text, now=now)
        return Caller(f"token of {user.pk}", user=user) if user else None
    claims = read_bearer_grant(text)
    if claims is None:
        return None
    rows = Appointment.objects.select_related("service", "specialist", "client")
    found = rows.filter(public_id=claims[0], link_generation=claims[1]).first()
    if found is None or not link_still_valid(found, now=now):
        return None
    return Caller(f"grant of {found.pk}", appointment=found)
