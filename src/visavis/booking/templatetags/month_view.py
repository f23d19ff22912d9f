"""Tags for the calendar of free times. They draw in Python, for there are a hundred cells and buttons.

A template takes ten times as long for each, and nothing on the page took longer.
"""

from collections.abc import Iterable
from html import escape
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from visavis.booking.month_view import Day, MonthView
from visavis.lib.intervals import Interval
from visavis.web.times import clock_time, day_in_words

register = template.Library()


@register.simple_tag
def month_rows(month: MonthView) -> SafeString:
    """`{% month_rows calendar %}`: the weeks of a month, each day with free times a link."""
    language = get_language()
    weeks = ("".join(f"<td>{_day(day, month, language)}</td>" for day in week) for week in month.weeks)
    return mark_safe("".join(f"<tr>{week}</tr>" for week in weeks))  # noqa: S308  # escaped in _day


@register.simple_tag
def start_buttons(times: Iterable[Interval], zone: ZoneInfo) -> SafeString:
    """`{% start_buttons calendar.times calendar.zone %}`: a button for each start; it sends the instant."""
    buttons = (
        f'<li><button class="btn" name="start" value="{slot.start.isoformat()}">'
        f"{escape(clock_time(slot.start, zone))}</button></li>"
        for slot in times
    )
    return mark_safe("".join(buttons))  # noqa: S308  # an instant is digits, its words are escaped


def _day(day: Day | None, month: MonthView, language: str | None) -> str:
    if day is None:
        return "<span></span>"
    number = day.date.day
    if not day.free:
        return f'<span class="today">{number}</span>' if day.date == month.today else f"<span>{number}</span>"
    link, words = escape(day.link), escape(day_in_words(day.date, language))
    chosen = ' aria-current="date"' if day.date == month.day else ""
    return f'<a href="{link}" rel="nofollow" aria-label="{words}"{chosen}>{number}</a>'
