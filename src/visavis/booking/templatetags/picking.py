"""The two long lists of the page of free times, drawn here because there are a hundred pieces in them.

A template takes ten times as long for each, and nothing on this page takes longer.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from visavis.booking.picking import Day, Picking
from visavis.lib.intervals import Interval
from visavis.web.times import clock_time, day_in_words

register = template.Library()
_NO_DAY = mark_safe("<span></span>")
_TODAY = mark_safe(' class="today"')
_CHOSEN = mark_safe(' aria-current="date"')


@register.simple_tag
def month_rows(pick: Picking) -> SafeString:
    """`{% month_rows pick %}`: the weeks of a month, each day with free times a link."""
    weeks = (
        (format_html_join("", "<td>{}</td>", ((_day(day, pick),) for day in week)),) for week in pick.weeks
    )
    return format_html_join("", "<tr>{}</tr>", weeks)


@register.simple_tag
def start_buttons(times: Iterable[Interval], zone: ZoneInfo) -> SafeString:
    """`{% start_buttons pick.times pick.zone %}`: a button for each start; it sends the instant."""
    return format_html_join(
        "",
        '<li><button class="btn" name="start" value="{}">{}</button></li>',
        ((slot.start.isoformat(), clock_time(slot.start, zone)) for slot in times),
    )


def _day(day: Day | None, pick: Picking) -> SafeString:
    if day is None:
        return _NO_DAY
    number = day.date.day
    if not day.free:
        return format_html("<span{}>{}</span>", _TODAY if day.date == pick.today else "", number)
    return format_html(
        '<a href="{}" rel="nofollow" aria-label="{}"{}>{}</a>',
        day.link,
        day_in_words(day.date, get_language()),
        _CHOSEN if day.date == pick.day else "",
        number,
    )
