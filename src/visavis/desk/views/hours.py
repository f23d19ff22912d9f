"""When a specialist works: the week, single dates, time off, zone and holidays."""

from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from visavis.desk.access import specialist_for
from visavis.desk.forms.weekly_hours import WeekForm
from visavis.desk.forms.working_hours import DateForm, PlaceForm, TimeOffForm, minutes_of
from visavis.desk.query_params import id_param, parse_date, parse_instant
from visavis.desk.views.hours_page import page
from visavis.lib import clock
from visavis.lib.intervals import Interval
from visavis.people.access import StaffRequest, for_staff
from visavis.people.actors import Actor
from visavis.people.models import Specialist
from visavis.schedule.services import (
    block_time,
    close_date,
    forget_date,
    open_date,
    set_place,
    set_week,
    unblock_time,
)
from visavis.web.post_only import post_only


class ActorAndTime(TypedDict):
    """The arguments that every service of the hours takes."""

    by: Actor
    now: datetime


def _hours(request: StaffRequest) -> str:
    return f"{reverse('desk:hours')}?specialist={_specialist(request).public_id}"


@for_staff()
@require_safe
def hours(request: StaffRequest) -> HttpResponse:
    """The page of working hours."""
    specialist = specialist_for(request.user, id_param(request, "specialist"))
    return page(request, specialist) if specialist else render(request, "desk/no_specialist.html")


@for_staff()
@post_only(_hours)
def week(request: StaffRequest) -> HttpResponse:
    """Store the weekly hours; or only add or remove a line of the form, storing nothing yet."""
    specialist = _specialist(request)
    add, remove = request.POST.get("add"), request.POST.get("remove")
    if add is not None or remove is not None:
        changed = WeekForm.changed(request.POST, add=add, remove=remove)
        return page(request, specialist, week=changed, unsaved=True)
    form = WeekForm.typed(request.POST)
    if not form.is_valid():
        return page(request, specialist, status=422, week=form)
    set_week(specialist_id=specialist.pk, windows=form.windows, **_actor_and_time(request))
    return _done(request, _("The weekly hours are saved."))


@for_staff()
@post_only(_hours)
def place(request: StaffRequest) -> HttpResponse:
    """Store the time zone and the country whose holidays are kept."""
    specialist, form = _specialist(request), PlaceForm(request.POST)
    if not form.is_valid():
        return page(request, specialist, status=422, place=form)
    set_place(specialist_id=specialist.pk, **form.cleaned_data, **_actor_and_time(request))
    return _done(request, _("Saved. Appointments that are booked keep their moment."))


@for_staff()
@post_only(_hours)
def change_date(request: StaffRequest) -> HttpResponse:
    """Give a date other hours, or close it."""
    specialist = _specialist(request)
    today = clock.now().astimezone(ZoneInfo(specialist.zone)).date()
    form = DateForm(request.POST, prefix="date", today=today)
    if not form.is_valid():
        return page(request, specialist, status=422, one_date=form)
    data, who = form.cleaned_data, _actor_and_time(request)
    if data["closed"]:
        close_date(specialist_id=specialist.pk, day=data["date"], **who)
    else:
        opens, closes = minutes_of(data["opens"], data["closes"])
        open_date(specialist_id=specialist.pk, day=data["date"], opens=opens, closes=closes, **who)
    return _done(request, _("The hours of this date are saved."))


@for_staff()
@post_only(_hours)
def reset_date(request: StaffRequest) -> HttpResponse:
    """Remove a date's own hours."""
    specialist, day = _specialist(request), parse_date(request.POST.get("day", ""))
    if day is None:
        raise Http404
    forget_date(specialist_id=specialist.pk, day=day, **_actor_and_time(request))
    return _done(request, _("The usual hours hold on this date again."))


@for_staff()
@post_only(_hours)
def time_off(request: StaffRequest) -> HttpResponse:
    """Block time."""
    specialist = _specialist(request)
    form = TimeOffForm(request.POST, prefix="off", zone=ZoneInfo(specialist.zone))
    if not form.is_valid():
        return page(request, specialist, status=422, time_off=form)
    data = form.cleaned_data
    block_time(
        specialist_id=specialist.pk, span=data["span"], reason=data["reason"], **_actor_and_time(request)
    )
    return _done(request, _("The time is blocked."))


@for_staff()
@post_only(_hours)
def unblock(request: StaffRequest) -> HttpResponse:
    """Remove time off."""
    specialist = _specialist(request)
    start, end = (parse_instant(request.POST.get(name, "")) for name in ("start", "end"))
    if start is None or end is None:
        raise Http404
    unblock_time(specialist_id=specialist.pk, span=Interval(start, end), **_actor_and_time(request))
    return _done(request, _("The time is free again."))


def _specialist(request: StaffRequest) -> Specialist:
    specialist = specialist_for(request.user, id_param(request, "specialist"))
    if specialist is None:
        raise Http404
    return specialist


def _actor_and_time(request: StaffRequest) -> ActorAndTime:
    return {"by": Actor.staff(request.user), "now": clock.now()}


def _done(request: StaffRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(_hours(request))
