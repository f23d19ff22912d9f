"""Who may see a history: the browser in which the mailed code was typed."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from visavis.history.errors import NoHistory
from visavis.history.models import CODE_VALID_FOR, OPEN_FOR, HistoryAccess

PATH = "/history/"
REQUESTED_COOKIE, OPENED_COOKIE = "history_requested", "history"
_SALT = "visavis.history."


def set_requested_cookie(response: HttpResponse, access_id: UUID) -> None:
    """Tell the browser which access its code is for."""
    _set_cookie(response, REQUESTED_COOKIE, access_id, int(CODE_VALID_FOR.total_seconds()))


def set_opened_cookie(response: HttpResponse, access_id: UUID) -> None:
    """Let the browser see the history for an hour."""
    _set_cookie(response, OPENED_COOKIE, access_id, int(OPEN_FOR.total_seconds()))
    response.delete_cookie(REQUESTED_COOKIE, path=PATH)


def requested_access_id(request: HttpRequest) -> UUID | None:
    """The id of the access that this browser requested."""
    return _read_cookie(request, REQUESTED_COOKIE)


def open_access_of(request: HttpRequest, *, now: datetime) -> HistoryAccess:
    """The access that this browser has opened. Raises `NoHistory`."""
    known = _read_cookie(request, OPENED_COOKIE)
    row = HistoryAccess.objects.filter(public_id=known).first() if known else None
    if row is None or not row.is_open(now=now):
        raise NoHistory
    return row


def signed(access_id: UUID, cookie: str = OPENED_COOKIE) -> str:
    """The value of a cookie that names an access."""
    return signing.dumps(str(access_id), salt=_SALT + cookie)


def _set_cookie(response: HttpResponse, cookie: str, access_id: UUID, age: int) -> None:
    response.set_cookie(
        cookie,
        signed(access_id, cookie),
        max_age=age,
        path=PATH,
        httponly=True,
        secure=settings.SECURE,
        samesite="Lax",
    )


def _read_cookie(request: HttpRequest, cookie: str) -> UUID | None:
    try:
        return UUID(signing.loads(request.COOKIES.get(cookie, ""), salt=_SALT + cookie))
    except signing.BadSignature:
        return None
