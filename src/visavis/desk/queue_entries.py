"""What the queue shows of each client: who waits, and who said that they will be late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.booking.models import Appointment
from visavis.people.models import User
from visavis.waiting.access import is_own, may_admit
from visavis.waiting.models import Device, Presence, Visit
from visavis.waiting.queries import late_clients, waiting_clients

# Camera, microphone and what is said of the two; the first line that fits counts, None fits whatever they do.
DEVICE_LABELS: Sequence[tuple[Device | None, Device | None, Promise]] = (
    (Device.DENIED, Device.DENIED, _("has not allowed camera and microphone")),
    (None, Device.DENIED, _("has not allowed the microphone")),
    (None, Device.NONE, _("no microphone works")),
    (Device.DENIED, Device.ON, _("sound works, the camera is not allowed")),
    (Device.NONE, Device.ON, _("sound works, there is no camera")),
    (Device.ON, Device.ON, _("camera and microphone work")),
    (None, Device.ON, _("sound works, the camera is off")),
    (Device.ON, None, _("the camera works, the microphone is off")),
)


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """A client who waits, and what can be done about it."""

    appointment: Appointment
    visit: Visit
    devices: str
    minutes: int
    is_own: bool
    is_overdue: bool
    is_answered: bool
    is_on_hold: bool
    """They were asked for patience, and nothing was written since."""
    is_alone_in_call: bool
    is_lost: bool
    is_elsewhere: bool
    """Their page is open, and they look at another."""
    is_here: bool
    may_admit: bool

    @property
    def rings(self) -> bool:
        """A specialist's own client rings at once; at other desks only one who waits for too long."""
        return (self.is_own or self.is_overdue) and not self.is_answered and self.is_here


@dataclass(frozen=True, slots=True)
class LateEntry:
    """A client who is not here yet and said so."""

    appointment: Appointment
    minutes: int
    said_at: datetime
    is_own: bool


def waiting_entries(user: User, *, now: datetime) -> list[WaitingEntry]:
    """The clients whom `user` should know of, the one who waits longest first."""
    return [
        WaitingEntry(
            appointment=one.appointment,
            visit=one.visit,
            devices=device_label(one.visit),
            minutes=one.minutes,
            is_own=one.own,
            is_overdue=one.overdue,
            is_answered=one.answered,
            is_on_hold=_is_on_hold(one.visit),
            is_alone_in_call=one.inside,
            is_lost=one.presence is Presence.LOST,
            is_elsewhere=one.presence is Presence.HIDDEN,
            is_here=one.visit.is_here(now=now),
            may_admit=may_admit(user, one.appointment) and not one.inside,
        )
        for one in waiting_clients(user, now=now)
    ]


def late_entries(user: User, *, now: datetime) -> list[LateEntry]:
    """The clients who said that they will be late, the next one first."""
    return [
        LateEntry(late.appointment, late.minutes, late.said_at, is_own(user, late.appointment))
        for late in late_clients(user, now=now)
    ]


def queue_tag(
    waiting: Sequence[WaitingEntry],
    running: Sequence[Appointment],
    late: Sequence[LateEntry],
    *,
    language: str,
    now: datetime,
) -> str:
    """Names what the queue shows. Minutes count together, so that many clients make one change a minute."""
    shown = [language, str(int(now.timestamp() // 60)) if waiting else ""]
    shown += [
        f"{one.appointment.pk} {one.appointment.version} {one.visit.answered_at} {one.visit.hold_until}"
        f" {one.devices} {one.is_own} {one.is_answered} {one.is_on_hold} {one.is_alone_in_call}"
        f" {one.is_lost} {one.is_elsewhere} {one.is_here} {one.may_admit} {one.rings}"
        f" {one.appointment.client_name}"
        for one in waiting
    ]
    shown += [f"running {one.pk} {one.version} {one.client_name}" for one in running]
    shown += [
        f"late {one.appointment.pk} {one.minutes} {one.said_at} {one.appointment.client_name}" for one in late
    ]
    return sha256("\n".join(shown).encode()).hexdigest()[:32]


def device_label(visit: Visit) -> str:
    """What camera and microphone do, by the client's own page."""
    for camera, microphone, label in DEVICE_LABELS:
        if camera in {None, visit.camera} and microphone in {None, visit.microphone}:
            return str(label)
    if visit.camera or visit.microphone:
        return str(_("camera and microphone are off"))
    return str(_("camera and microphone not checked yet"))


def _is_on_hold(visit: Visit) -> bool:
    return bool(visit.hold_until and visit.answered_at and visit.hold_until > visit.answered_at)
