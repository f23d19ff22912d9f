"""What the queue shows of each client: whose call runs, who waits, and who said that they will be late."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from visavis.people.models import User
from visavis.waiting.access import may_admit_to
from visavis.waiting.models import Device
from visavis.waiting.presence import Presence
from visavis.waiting.queries import WaitingClient, clients_here
from visavis.waiting.queue_rows import Booked, PresentClient, late_clients

TAG_BYTES = 6
"""Without padding in base64, and enough to tell hundreds of lines and what each was before apart."""

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
class Entry:
    """A line of the queue: what its template shows and what the sums count, nothing else."""

    template: ClassVar[str]

    public_id: UUID
    client_name: str
    specialist_name: str
    service_name: str
    starts_at: datetime
    zone: str
    is_own: bool

    def tag(self, language: str) -> str:
        """Names this line as it is now: another where a reader of `language` would see anything else."""
        return urlsafe_b64encode(sha256(f"{language} {self!r}".encode()).digest()[:TAG_BYTES]).decode()


@dataclass(frozen=True, slots=True)
class RunningEntry(Entry):
    """A consultation of the reader's own that runs: what to go back to."""

    template = "desk/_queue_running.html"


@dataclass(frozen=True, slots=True)
class WaitingEntry(Entry):
    """A client who waits, and what can be done about it."""

    template = "desk/_queue_waiting.html"

    camera: str
    microphone: str
    minutes: int
    is_overdue: bool
    is_answered: bool
    is_alone_in_call: bool
    is_elsewhere: bool
    """Their page is open, and they look at another."""
    is_here: bool
    may_admit: bool
    lost_since: datetime | None
    """When their page was last heard of, if its connection is lost."""
    patient_until: datetime | None
    """They were asked for patience, and nothing was written since."""
    answered_at: datetime | None

    @property
    def rings(self) -> bool:
        """A specialist's own client rings at once; at other desks only one who waits for too long."""
        return (self.is_own or self.is_overdue) and not self.is_answered and self.is_here

    @property
    def devices(self) -> str:
        """What camera and microphone do, in words."""
        return device_label(self.camera, self.microphone)


@dataclass(frozen=True, slots=True)
class LateEntry(Entry):
    """A client who is not here yet and said so."""

    template = "desk/_queue_late.html"

    minutes: int
    said_at: datetime


@dataclass(frozen=True, slots=True)
class DeviceEntry(Entry):
    """Another device that wants to come in by the link of a client who is here."""

    template = "desk/_queue_device.html"

    device: str
    may_admit: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """What a desk shows of who is here, in its order."""

    running: Sequence[RunningEntry]
    waiting: Sequence[WaitingEntry]
    late: Sequence[LateEntry]
    devices: Sequence[DeviceEntry] = ()

    @property
    def present(self) -> int:
        """How many wait and are here."""
        return sum(one.is_here for one in self.waiting)

    @property
    def ringing(self) -> int:
        """For how many of them this desk rings."""
        return sum(one.rings for one in self.waiting)

    def tagged(self, language: str) -> dict[str, Entry]:
        """The lines by their tags, in order."""
        return {one.tag(language): one for one in self._lines()}

    def _lines(self) -> Iterator[Entry]:
        return chain(self.devices, self.running, self.waiting, self.late)


def read_queue(user: User, *, now: datetime) -> Queue:
    """The clients whom `user` should know of: in their calls, waiting (the longest wait first), and late."""
    here = clients_here(user, now=now)
    return Queue(
        running=[RunningEntry(*_common(one, user)) for one in here.running],
        waiting=[_waiting_entry(one, user, now=now) for one in here.waiting],
        late=[
            LateEntry(*_common(one.booked, user), minutes=one.minutes, said_at=one.said_at)
            for one in late_clients(user, now=now)
        ],
        devices=[
            DeviceEntry(
                *_common(one.booked, user),
                device=one.asking_device,
                may_admit=may_admit_to(one.booked.specialist_user, user),
            )
            for one in here.asking
        ],
    )


def _common(booked: Booked, user: User) -> tuple[UUID, str, str, str, datetime, str, bool]:
    """The fields of `Entry`, in its order."""
    return (
        booked.public_id,
        booked.client_name,
        booked.specialist_name,
        booked.service_name,
        booked.starts_at,
        booked.zone,
        booked.specialist_user == user.pk,
    )


def _waiting_entry(one: WaitingClient, user: User, *, now: datetime) -> WaitingEntry:
    client = one.client
    presence = client.presence(now=now)
    return WaitingEntry(
        *_common(client.booked, user),
        camera=client.camera,
        microphone=client.microphone,
        minutes=0 if one.inside else one.minutes,
        is_overdue=one.overdue,
        is_answered=one.answered,
        is_alone_in_call=one.inside,
        is_elsewhere=presence is Presence.HIDDEN,
        is_here=client.is_here(now=now),
        may_admit=may_admit_to(client.booked.specialist_user, user) and not one.inside,
        lost_since=client.last_seen_at if presence is Presence.LOST else None,
        patient_until=client.hold_until if _is_on_hold(client) else None,
        answered_at=client.answered_at,
    )


def device_label(camera: str, microphone: str) -> str:
    """What camera and microphone do, by the client's own page."""
    for one, other, label in DEVICE_LABELS:
        if one in {None, camera} and other in {None, microphone}:
            return str(label)
    if camera or microphone:
        return str(_("camera and microphone are off"))
    return str(_("camera and microphone not checked yet"))


def _is_on_hold(client: PresentClient) -> bool:
    return bool(client.hold_until and client.answered_at and client.hold_until > client.answered_at)
