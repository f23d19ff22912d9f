"""The responses of an operation for the schema, and refusals of a time with alternatives."""

from collections.abc import Collection
from datetime import datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from visavis.api.problems import problem
from visavis.api.schemas import Problem
from visavis.api.serializers import slot_out
from visavis.booking.availability import nearest_slots
from visavis.booking.errors import BookingRefused, SlotNotOffered
from visavis.schedule.models import Service

ANY_OPERATION = frozenset({401, 408, 413, 429, 503})
"""A bad credential, too many calls, and what stands before every operation: bodies that are too large or too
slow, a server or a database that is busy."""
BODY = frozenset({400, 422})
"""What an operation with a body refuses: no JSON, or other JSON than its schema says."""
QUERY = frozenset({422})


def responses(
    schema: Any, status: HTTPStatus = HTTPStatus.OK, *, refuses: Collection[int] = ()
) -> dict[Any, Any]:
    """One successful response, and the refusals that this operation can give beside `ANY_OPERATION`.

    A test walks every operation through all of them, and no other test may meet one that is not named.
    """
    return {int(status): schema, ANY_OPERATION | frozenset(refuses): Problem}


def with_alternatives(
    refusal: BookingRefused,
    service: Service,
    wanted: datetime,
    zone: ZoneInfo,
    *,
    now: datetime,
    without: int | None = None,
) -> HttpResponse:
    """The refusal of a time together with the free ones nearest to it, asked for after it was refused."""
    near = nearest_slots(service, wanted, now=now, without=without)
    reason = {"reason": refusal.refusal.value} if isinstance(refusal, SlotNotOffered) else {}
    times = [slot_out(slot, zone).model_dump(mode="json") for slot in near]
    return problem(refusal, alternatives=times, **reason)
