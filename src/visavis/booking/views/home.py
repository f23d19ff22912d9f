"""The practice's first page, a specialist's page, and what crawlers are asked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from visavis.booking.month_view import CalendarQuery
from visavis.booking.queries import BookableSpecialist, bookable_specialists, first_free_time
from visavis.lib import clock
from visavis.people.access import for_everyone
from visavis.people.models import Specialist
from visavis.people.photos import photo_url
from visavis.web.zones import babel_locale

ROBOTS = "User-agent: *\nDisallow: /a/\nDisallow: /v/\nDisallow: /desk/\nDisallow: /account/\n"


@for_everyone
@require_safe
@gzip_page
def practice(request: HttpRequest) -> HttpResponse:
    """Everybody whom one can book, and when they are free next. With one specialist, at once their page."""
    found, now = bookable_specialists(), clock.now()
    cards = [_card(bookable, request, now=now) for bookable in found]
    template = "booking/specialist.html" if len(cards) == 1 else "booking/practice.html"
    context = cards[0] if len(cards) == 1 else {}
    return render(request, template, context | {"cards": cards, **_zone(request, found), "now": now})


@for_everyone
@require_safe
@gzip_page
def specialist(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who the specialist is, and what can be booked."""
    found, now = bookable_specialists(Specialist.objects.filter(public_id=public_id)), clock.now()
    if not found:
        raise Http404
    context = _card(found[0], request, now=now) | _zone(request, found)
    return render(request, "booking/specialist.html", context | {"now": now})


@for_everyone
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep search engines away from what is personal."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def _card(bookable: BookableSpecialist, request: HttpRequest, *, now: datetime) -> dict[str, Any]:
    one = bookable.specialist
    return {
        "specialist": one,
        "services": bookable.services,
        "photo": photo_url(one),
        "languages": [_language(code) for code in one.languages],
        "next_free": first_free_time(bookable, now=now),
        "zone": CalendarQuery.read(request.GET, one.zone).zone,
    }


def _zone(request: HttpRequest, found: list[BookableSpecialist]) -> dict[str, Any]:
    otherwise = found[0].specialist.zone if found else "UTC"
    wanted = CalendarQuery.read(request.GET, otherwise)
    return {"chosen_zone": wanted.zone, "zone_query": f"?zone={wanted.zone.key}" if wanted.zone_given else ""}


def _language(code: str) -> str:
    return str(babel_locale(get_language()).languages.get(code, code))
