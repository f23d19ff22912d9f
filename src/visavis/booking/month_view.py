"""The calendar of free times: a month, its days, and the times of one day. One query, then arithmetic.

Days are those of the visitor's zone. What the address asks for is taken where it makes sense and left
where it does not, so that an old or mistyped address still leads to free times.
"""

from calendar import Calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from visavis.booking.availability import Availability, availability_between, rules_of
from visavis.lib.intervals import Interval
from visavis.people.zones import zone_names, zone_or_default
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.models import Service
from visavis.slots.engine import NoneReason, why_none
from visavis.web.times import duration_in_words

MONDAY = 0


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the month; there is a link where something is free."""

    date: date
    free: bool
    link: str


@dataclass(frozen=True)
class CalendarQuery:
    """The query parameters of a calendar page. `zone_given`: the visitor chose the zone."""

    zone: ZoneInfo
    zone_given: bool
    month: date | None = None
    day: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str], otherwise: str) -> "CalendarQuery":
        """Read `month`, `day` and `zone`; what cannot be read is as if it were not there."""
        day = _day(query.get("day", ""))
        month = _day(query.get("month", "") + "-01") or day
        zone = query.get("zone")
        return cls(
            zone_or_default(zone, otherwise), zone in zone_names(), month and month.replace(day=1), day
        )


@dataclass(frozen=True)
class MonthView:
    """The page of free times. `times` are the chosen day's, all in UTC."""

    address: str
    query: CalendarQuery
    today: date
    month: date
    weeks: list[list[Day | None]]
    day: date | None
    times: list[Interval]
    why_none: str
    """Why there are no times, in a sentence; empty where there are some."""
    next_day: Day | None
    previous: str
    following: str

    @property
    def zone(self) -> ZoneInfo:
        """The visitor's zone, in which everything is shown."""
        return self.query.zone

    @property
    def moment(self) -> datetime:
        """An instant of the day or month shown: offsets are told as of then."""
        if self.times:
            return self.times[0].start
        return local_day_bounds(self.day or self.month, self.zone).start + timedelta(hours=12)


def month_view(
    service: Service, query: CalendarQuery, *, address: str, now: datetime, without: int | None = None
) -> MonthView:
    """The calendar of `service` for the page at `address`. `without`: the appointment that is being moved."""
    zone = query.zone
    today = now.astimezone(zone).date()
    last = (now + timedelta(days=service.horizon_days)).astimezone(zone).date()
    whole = Interval(now, local_day_bounds(_month_after(last), zone).start)
    offers = availability_between(service, whole, now=now, without=without)
    free = _by_day(offers.slots, zone)
    month = _month_shown(query, free, today, last)
    day = _day_shown(query, free, month, today)
    times = free.get(day, []) if day else []
    ends = day or _month_after(month) - timedelta(days=1)
    later = next((d for d in free if d > ends), None) or next(iter(free), None)

    def link(to: date) -> Day:
        is_free = to in free
        return Day(to, is_free, _link(address, query, to, with_day=True) if is_free else "")

    return MonthView(
        address=address,
        query=query,
        today=today,
        month=month,
        weeks=_weeks(month, link),
        day=day,
        times=times,
        why_none="" if times else none_sentence(_why(service, offers, day, month, zone, now=now), service),
        next_day=link(later) if later and not times else None,
        previous=_link(address, query, month - timedelta(days=1)) if month > today.replace(day=1) else "",
        following=_link(address, query, _month_after(month)) if _month_after(month) <= last else "",
    )


def none_sentence(reason: NoneReason, service: Service) -> str:
    """Why nothing is free, for a client."""
    notice, days = timedelta(minutes=service.notice_min), service.horizon_days
    sentences = {
        NoneReason.NO_HOURS: _("%(name)s has no working hours then."),
        NoneReason.CLOSED: _("%(name)s is away then."),
        NoneReason.TOO_SHORT: _("The working hours then are too short for this consultation."),
        NoneReason.PAST: _("These times have passed."),
        NoneReason.TOO_SOON: _("What is left is too soon: book at least %(notice)s ahead."),
        NoneReason.TOO_FAR: ngettext(
            "These times open for booking %(days)s day ahead.",
            "These times open for booking %(days)s days ahead.",
            days,
        ),
        NoneReason.FULLY_BOOKED: _("Everything is taken then."),
    }
    names = {"name": service.specialist.name, "notice": duration_in_words(notice), "days": days}
    return sentences[reason] % names


def _month_shown(query: CalendarQuery, free: Mapping[date, object], today: date, last: date) -> date:
    first_free = next(iter(free), today)
    month = query.month or first_free.replace(day=1)
    return min(max(month, today.replace(day=1)), last.replace(day=1))


def _day_shown(query: CalendarQuery, free: Mapping[date, object], month: date, today: date) -> date | None:
    day = query.day
    if day and day >= today and day.replace(day=1) == month:
        return day
    return next((d for d in free if d.replace(day=1) == month), None)


def _by_day(slots: list[Interval], zone: ZoneInfo) -> dict[date, list[Interval]]:
    days = groupby(slots, key=lambda slot: slot.start.astimezone(zone).date())
    return {day: list(of_day) for day, of_day in days}


def _why(
    service: Service, offers: Availability, day: date | None, month: date, zone: ZoneInfo, *, now: datetime
) -> NoneReason:
    first, last = (day, day) if day else (month, _month_after(month) - timedelta(days=1))
    if not (service.active and service.specialist.active):
        return NoneReason.NO_HOURS
    table = offers.timetable
    return why_none(
        table.working,
        table.taken,
        rules_of(service),
        now=now,
        closed=any(first <= closed <= last for closed in table.closed),
        time_off=table.time_off,
        within=Interval(local_day_bounds(first, zone).start, local_day_bounds(last, zone).end),
    )


def _weeks(month: date, link: Callable[[date], Day]) -> list[list[Day | None]]:
    weeks = Calendar(MONDAY).monthdatescalendar(month.year, month.month)
    return [[link(day) if day.month == month.month else None for day in week] for week in weeks]


def _link(address: str, query: CalendarQuery, to: date, *, with_day: bool = False) -> str:
    # Plain letters and digits, put together by hand: a page holds thirty of these.
    day = f"&day={to.isoformat()}" if with_day else ""
    zone = f"&zone={quote(query.zone.key)}" if query.zone_given else ""
    return f"{address}?month={to.year:04}-{to.month:02}{day}{zone}"


def _month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # Arithmetic at the ends of the calendar overflows, and nobody books there.
    return found if 2000 <= found.year < 3000 else None
