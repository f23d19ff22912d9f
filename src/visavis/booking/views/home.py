"""The practice's home page, a specialist's page, and robots.txt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from visavis.booking.month_view import CalendarQuery
from visavis.booking.queries import BookableSpecialist, bookable_specialists, first_free_times
from visavis.lib import clock
from visavis.people.access import for_everyone
from visavis.people.models import Specialist
from visavis.people.photos import photo_url
from visavis.schedule.models import Service
from visavis.web.zones import babel_locale

ROBOTS = "User-agent: *\nDisallow: /a/\nDisallow: /v/\nDisallow: /desk/\nDisallow: /account/\n"


@for_everyone
@require_safe
@gzip_page
def practice(request: HttpRequest) -> HttpResponse:
    """All specialists that can be booked, and when they are free next. A single one's page comes at once."""
    found, now = bookable_specialists(), clock.now()
    cards = _cards(found, request, now=now)
    context = {"cards": cards, **_zone(request, found), "now": now}
    if len(cards) == 1:
        return render(request, "booking/specialist.html", context | {"card": cards[0]})
    return render(request, "booking/practice.html", context)


@for_everyone
@require_safe
@gzip_page
def specialist(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who the specialist is, and what can be booked."""
    found, now = bookable_specialists(Specialist.objects.filter(public_id=public_id)), clock.now()
    if not found:
        raise Http404
    context = {"card": _cards(found, request, now=now)[0], **_zone(request, found), "now": now}
    return render(request, "booking/specialist.html", context)


@for_everyone
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines away from what is personal."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class SpecialistCard:
    """A specialist that can be booked, and when they are free next in the visitor's zone."""

    specialist: Specialist
    services: Sequence[Service]
    photo: str | None
    languages: Sequence[str]
    next_free: datetime | None
    zone: ZoneInfo


def _cards(found: list[BookableSpecialist], request: HttpRequest, *, now: datetime) -> list[SpecialistCard]:
    firsts = first_free_times(found, now=now)
    return [_card(one, request, firsts.get(one.specialist.pk)) for one in found]


def _card(bookable: BookableSpecialist, request: HttpRequest, next_free: datetime | None) -> SpecialistCard:
    one = bookable.specialist
    return SpecialistCard(
        specialist=one,
        services=bookable.services,
        photo=photo_url(one),
        languages=[_language(code) for code in one.languages],
        next_free=next_free,
        zone=CalendarQuery.read(request.GET, one.zone).zone,
    )


def _zone(request: HttpRequest, found: list[BookableSpecialist]) -> dict[str, Any]:
    otherwise = found[0].specialist.zone if found else "UTC"
    wanted = CalendarQuery.read(request.GET, otherwise)
    return {"chosen_zone": wanted.zone, "zone_query": f"?zone={wanted.zone.key}" if wanted.zone_given else ""}


def _language(code: str) -> str:
    return str(babel_locale(get_language()).languages.get(code, code))
