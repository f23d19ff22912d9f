"""What may be done with an appointment now, and by whom. Pure: no database, no clock, no settings.

Each function answers with None where the action is allowed, and otherwise with the refusal: a service raises
it under its lock, a page or the API shows it or leaves the button out. `lifecycle` is the table of states;
what also depends on who asks and on the time stands here. Rules that need to know who is in the waiting
room or in the call stand in `waiting.permissions` and `calls.permissions`, in the same form.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from visavis.booking.errors import (
    BookingRefused,
    ContactNotConfirmed,
    HoldExpired,
    NotPossibleNow,
    TooLateToMove,
    WallTimeAnswered,
)
from visavis.booking.lifecycle import ACTIVE, CHANGEABLE, OPEN, WITHOUT_CLIENT, Action, State, next_state
from visavis.people.actors import ActorKind


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts of an appointment that the rules ask for. Instants are UTC."""

    state: State
    starts_at: datetime
    ends_at: datetime
    change_notice: timedelta
    """How long before the start clients may move, or cancel without a mark."""
    by_video: bool = True
    held_until: datetime | None = None

    @property
    def changes_until(self) -> datetime:
        """Until when the client may move, or cancel without a mark. UTC."""
        return self.starts_at - self.change_notice

    @property
    def is_active(self) -> bool:
        """Whether it is agreed and not closed yet."""
        return self.state in ACTIVE

    def has_begun(self, now: datetime) -> bool:
        """Whether its planned start has come."""
        return now >= self.starts_at

    def is_kept(self, now: datetime) -> bool:
        """Whether it is a hold whose time is not up."""
        return hold_lasts(self.state, self.held_until, now=now)


@dataclass(frozen=True, slots=True)
class AllowedActions:
    """What one kind of person may do with an appointment at one moment, for a page's buttons."""

    confirm: bool
    move: bool
    cancel: bool
    correct_details: bool
    approve: bool
    decline: bool
    reopen: bool


def allowed_actions(appointment: Snapshot, by: ActorKind, *, now: datetime) -> AllowedActions:
    """All the answers of this module at once. Clients answer no requests and reopen nothing."""
    is_staff = by is ActorKind.STAFF
    return AllowedActions(
        confirm=confirm_refusal(appointment, now=now) is None and not is_staff,
        move=move_refusal(appointment, by, now=now) is None,
        cancel=cancel_refusal(appointment, by, now=now) is None,
        correct_details=details_refusal(appointment, by, now=now) is None,
        approve=is_staff and approve_refusal(appointment) is None,
        decline=is_staff and decline_refusal(appointment) is None,
        reopen=is_staff and reopen_refusal(appointment) is None,
    )


def book_refusal(appointment: Snapshot, *, now: datetime) -> BookingRefused | None:
    """A hold is booked while its time is not up."""
    return None if appointment.is_kept(now) else HoldExpired()


def confirm_contact_refusal(
    appointment: Snapshot, *, was_sent_link: bool, now: datetime
) -> BookingRefused | None:
    """While its time lasts, a hold that is to be confirmed is booked by the link that was sent."""
    if not appointment.is_kept(now):
        return HoldExpired()
    return None if was_sent_link else ContactNotConfirmed()


def confirm_refusal(appointment: Snapshot, *, now: datetime) -> BookingRefused | None:
    """Clients say that they will come before the start."""
    return NotPossibleNow() if appointment.has_begun(now) else _by_table(appointment, Action.CONFIRM)


def move_refusal(appointment: Snapshot, by: ActorKind, *, now: datetime) -> BookingRefused | None:
    """Staff move what is agreed or asked for; clients do so before the start, and in time."""
    if appointment.state not in CHANGEABLE:
        return NotPossibleNow()
    if by is not ActorKind.CLIENT:
        return None
    if appointment.has_begun(now):
        return NotPossibleNow()
    return TooLateToMove() if now > appointment.changes_until else None


def wall_time_refusal(
    appointment: Snapshot, *, moved: bool, as_read: bool, now: datetime
) -> BookingRefused | None:
    """Staff answer a time that moved on the wall once, before the start, and for what their page showed."""
    if appointment.state not in CHANGEABLE or appointment.has_begun(now):
        return NotPossibleNow()
    return None if moved and as_read else WallTimeAnswered()


def cancel_refusal(appointment: Snapshot, by: ActorKind, *, now: datetime) -> BookingRefused | None:
    """Clients cancel before the start, staff also what is going on."""
    if by is ActorKind.CLIENT and (appointment.state not in CHANGEABLE or appointment.has_begun(now)):
        return NotPossibleNow()
    return _by_table(appointment, Action.CANCEL)


def cancels_late(appointment: Snapshot, *, now: datetime) -> bool:
    """Whether a cancellation by the client is marked as late."""
    return appointment.state in OPEN and now > appointment.changes_until


def details_refusal(appointment: Snapshot, by: ActorKind, *, now: datetime) -> BookingRefused | None:
    """Clients correct their name and contact until the planned end, staff wherever there is a client."""
    if by is ActorKind.CLIENT:
        allowed = appointment.state in CHANGEABLE and now < appointment.ends_at
    else:
        allowed = appointment.state not in WITHOUT_CLIENT
    return None if allowed else NotPossibleNow()


def revoke_links_refusal(appointment: Snapshot, by: ActorKind) -> BookingRefused | None:
    """Clients revoke their links while a new one can be sent to them, staff wherever there is a client."""
    if by is ActorKind.CLIENT:
        allowed = appointment.state in ACTIVE | CHANGEABLE
    else:
        allowed = appointment.state not in WITHOUT_CLIENT
    return None if allowed else NotPossibleNow()


def approve_refusal(appointment: Snapshot) -> BookingRefused | None:
    """Staff approve what was asked for."""
    return _by_table(appointment, Action.APPROVE)


def decline_refusal(appointment: Snapshot) -> BookingRefused | None:
    """Staff decline what was asked for."""
    return _by_table(appointment, Action.DECLINE)


def reopen_refusal(appointment: Snapshot) -> BookingRefused | None:
    """Staff reopen what was declined or cancelled."""
    return _by_table(appointment, Action.REOPEN)


def hold_lasts(state: State, held_until: datetime | None, *, now: datetime) -> bool:
    """Whether an appointment in `state` is a hold whose time is not up."""
    return state is State.HELD and held_until is not None and now < held_until


def _by_table(appointment: Snapshot, action: Action) -> BookingRefused | None:
    return None if next_state(appointment.state, action) else NotPossibleNow()
