"""Labels for staff: states and transitions of an appointment, and time off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from visavis.booking.lifecycle import Absent, Action, State
from visavis.booking.models import Appointment, Transition
from visavis.lib.intervals import Interval
from visavis.people.actors import ActorKind
from visavis.schedule.hours import local_day_bounds
from visavis.schedule.models import TimeOff
from visavis.web.times import clock_time, short_day

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in a word or two; `kind` is its colour: warm needs attention, plain is over."""

    words: Words
    kind: str = ""


STATE_TAGS: Mapping[State, Tag] = MappingProxyType(
    {
        State.HELD: Tag(gettext_lazy("held"), "plain"),
        State.REQUESTED: Tag(gettext_lazy("asks for this time"), "warm"),
        State.SCHEDULED: Tag(gettext_lazy("scheduled")),
        State.CONFIRMED: Tag(gettext_lazy("confirmed")),
        State.IN_PROGRESS: Tag(gettext_lazy("in progress")),
        State.COMPLETED: Tag(gettext_lazy("completed"), "plain"),
        State.NO_SHOW: Tag(gettext_lazy("did not take place"), "warm"),
        State.TECHNICAL_FAILURE: Tag(gettext_lazy("technical failure"), "warm"),
        State.EXPIRED: Tag(gettext_lazy("ran out"), "plain"),
        State.DECLINED: Tag(gettext_lazy("declined"), "plain"),
        State.CANCELLED: Tag(gettext_lazy("cancelled"), "plain"),
    }
)

CANCELLED_LATE = Tag(gettext_lazy("cancelled late"), "warm")

ABSENCE_LABELS: Mapping[Absent, Words] = MappingProxyType(
    {
        Absent.CLIENT: gettext_lazy("client did not come"),
        Absent.SPECIALIST: gettext_lazy("specialist did not come"),
        Absent.BOTH: gettext_lazy("nobody came"),
    }
)

# By action, and for some by action and resulting state: "create" and "move" mean different things by state.
TRANSITION_LABELS: Mapping[str, Words] = MappingProxyType(
    {
        "create held": gettext_lazy("Kept this time while filling in the form"),
        "create scheduled": gettext_lazy("Booked"),
        "book": gettext_lazy("Booked"),
        "request": gettext_lazy("Asked for this time"),
        "expire": gettext_lazy("The time ran out without an answer"),
        "approve": gettext_lazy("Approved"),
        "decline": gettext_lazy("Declined"),
        "confirm": gettext_lazy("Confirmed attendance"),
        "move": gettext_lazy("Moved to another time"),
        "tell_wall_time": gettext_lazy("The clocks changed by law, and the client was told"),
        "change_place": gettext_lazy("Moved to the service’s new place"),
        "cancel": gettext_lazy("Cancelled"),
        "reopen": gettext_lazy("Reopened"),
        "start": gettext_lazy("The consultation began"),
        "attend": gettext_lazy("Took place"),
        "complete": gettext_lazy("Completed"),
        "miss": gettext_lazy("Marked as not taken place"),
        "fail": gettext_lazy("The connection failed"),
        "correct_to_completed": gettext_lazy("Corrected to: completed"),
        "correct_to_no_show": gettext_lazy("Corrected to: did not take place"),
        "correct_to_technical_failure": gettext_lazy("Corrected to: technical failure"),
    }
)


def state_tag(appointment: Appointment) -> Tag:
    """The state, with who was absent or that it was cancelled late."""
    tag = STATE_TAGS[appointment.lifecycle]
    if appointment.lifecycle is State.CANCELLED and appointment.cancelled_late:
        return CANCELLED_LATE
    if appointment.lifecycle is State.NO_SHOW and appointment.absent:
        return Tag(ABSENCE_LABELS[Absent(appointment.absent)], tag.kind)
    return tag


def transition_label(step: Transition) -> Words:
    """What was done in one transition."""
    return (
        TRANSITION_LABELS.get(step.action)
        or TRANSITION_LABELS.get(f"{step.action} {step.to_state}")
        or step.action
    )


def actor_label(step: Transition) -> str:
    """Who did it: a colleague by name, the client, or nobody in person."""
    if step.actor_kind == ActorKind.STAFF:
        return str(step.actor) if step.actor else _("Someone of the practice")
    return _("The client") if step.actor_kind == ActorKind.CLIENT else _("By itself")


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One line of an appointment's history."""

    at: datetime
    label: Words
    actor: str
    moved_to: datetime | None
    reason: str


def history_step(step: Transition) -> HistoryStep:
    """The line of a transition."""
    moved_to = step.starts_at if step.action == Action.MOVE else None
    return HistoryStep(step.at, transition_label(step), actor_label(step), moved_to, step.reason)


def time_off_label(off: TimeOff, zone: ZoneInfo) -> str:
    """“Fri 27 Nov, all day”, “Fri 27 Nov – Sun 29 Nov, all day”, or with times where days are not whole."""
    begins, ends = off.starts_at.astimezone(zone), off.ends_at.astimezone(zone)
    first, last = begins.date(), (ends - timedelta(microseconds=1)).date()
    shown = [short_day(day, get_language()) for day in (first, last, ends.date())]
    # Not by midnight: where clocks skip it, a day begins at one.
    whole = Interval(local_day_bounds(first, zone).start, local_day_bounds(last, zone).end)
    if whole == (off.starts_at, off.ends_at):
        days = shown[0] if first == last else f"{shown[0]} – {shown[1]}"
        return _("%(days)s, all day") % {"days": days}
    return f"{shown[0]}, {clock_time(begins, zone)} – {shown[2]}, {clock_time(ends, zone)}"
