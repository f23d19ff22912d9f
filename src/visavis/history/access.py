"""Who may look into which history: whoever typed the code that was mailed to the address."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from visavis.history.errors import NoHistory
from visavis.history.models import CODE_LASTS, OPEN_FOR, Entrance

PATH = "/history/"
ASKED_COOKIE, OPENED_COOKIE = "history_asked", "history"
_SALT = "visavis.history."


def remember_asked(response: HttpResponse, entrance: UUID) -> None:
    """Let the browser know which entrance its code is for."""
    _keep(response, ASKED_COOKIE, entrance, int(CODE_LASTS.total_seconds()))


def remember_opened(response: HttpResponse, entrance: UUID) -> None:
    """Let the browser look at what its entrance shows."""
    _keep(response, OPENED_COOKIE, entrance, int(OPEN_FOR.total_seconds()))
    response.delete_cookie(ASKED_COOKIE, path=PATH)


def asked_by(request: HttpRequest) -> UUID | None:
    """The entrance that this browser asked for."""
    return _kept(request, ASKED_COOKIE)


def entrance_of(request: HttpRequest, *, now: datetime) -> Entrance:
    """The entrance that this browser has opened. Raises `NoHistory`."""
    known = _kept(request, OPENED_COOKIE)
    row = Entrance.objects.filter(public_id=known).first() if known else None
    if row is None or not row.is_open(now=now):
        raise NoHistory
    return row


def signed(entrance: UUID, cookie: str = OPENED_COOKIE) -> str:
    """The value of a cookie that names an entrance."""
    return signing.dumps(str(entrance), salt=_SALT + cookie)


def _keep(response: HttpResponse, cookie: str, entrance: UUID, age: int) -> None:
    response.set_cookie(
        cookie,
        signed(entrance, cookie),
        max_age=age,
        path=PATH,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def _kept(request: HttpRequest, cookie: str) -> UUID | None:
    try:
        return UUID(signing.loads(request.COOKIES.get(cookie, ""), salt=_SALT + cookie))
    except signing.BadSignature:
        return None
