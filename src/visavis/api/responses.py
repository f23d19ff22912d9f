"""The responses of an operation for the schema, and refusals of a time with alternatives."""

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

_PROBLEMS = frozenset({400, 401, 403, 404, 409, 410, 413, 422, 429, 503})


def responses(schema: Any, status: HTTPStatus = HTTPStatus.OK) -> dict[Any, Any]:
    """One successful response, and a refusal of any kind."""
    return {int(status): schema, _PROBLEMS: Problem}


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
