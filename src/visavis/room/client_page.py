"""The view-model of the client's page behind the personal link, in each of its states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from visavis.booking.lifecycle import Absent, State
from visavis.booking.models import Appointment
from visavis.booking.view_models import ClientView, client_view
from visavis.calls.admission import must_wait_again
from visavis.calls.queries import CallSummary, summarize_call
from visavis.calls.rooms import carrier_of
from visavis.history.view_models import AfterForClient, after_for_client
from visavis.notes.view_models import ClientNotes, client_notes
from visavis.people.actors import ActorKind
from visavis.people.links import LinkSource
from visavis.people.parties import Party
from visavis.room.awaited_confirmation import AwaitedConfirmation, awaited_confirmation
from visavis.room.page_state import PageState, page_state
from visavis.room.participants import Participant
from visavis.room.room_config import RoomScript, room_script
from visavis.room.texts import room_texts
from visavis.video.port import VideoProvider
from visavis.waiting.admission import is_waiting_room_open, joins_at_once, waiting_room_opens_at
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import ClientDelay, Visit
from visavis.waiting.permissions import delay_refusal, is_not_let_in_again
from visavis.waiting.queries import delay_minutes, visits_by_party
from visavis.waiting.rules import door_opens_at

DAY = timedelta(days=1)
ASKED_EVERY = timedelta(seconds=5)
"""How often a device that wants to come in looks whether it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeEntering:
    """What the page offers before the client enters: a device test, and to say that they are late."""

    video: VideoProvider
    """Who would carry the call, and may be tested."""
    texts: dict[str, str]
    in_app_link: str
    may_announce_delay: bool
    client_delay: ClientDelay | None
    specialist_delay: int
    """In minutes; 0 while the specialist is on time."""
    changes_at: datetime
    """The next moment at which the page is another. UTC."""

    @property
    def can_test_connection(self) -> bool:
        """Whether there is anything by which the way to the call can be tested."""
        return self.video.capabilities.tests_access


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientPage:
    """The client's page at one moment. Instants are UTC."""

    view: ClientView
    state: PageState
    now: datetime
    opens_at: datetime
    joins_at_once: bool
    is_in_progress: bool
    """The client has been let in, and need not wait again."""
    asked_to_come_in: bool
    """The specialist was asked to let this device in, and has not answered."""
    was_turned_away: bool
    staff_reason: str
    """What staff wrote when they declined or cancelled."""
    call: CallSummary | None
    notes: ClientNotes
    confirmation: AwaitedConfirmation | None = None
    before: BeforeEntering | None = None
    after: AfterForClient | None = None
    script: RoomScript | None = None

    @property
    def template(self) -> str:
        """The template of this state."""
        return f"room/client/{self.state.value}.html"

    @property
    def origins(self) -> Mapping[str, Sequence[str]]:
        """What the page must be allowed to reach: the provider of this call, to test the way or to join."""
        if self.before and self.before.can_test_connection:
            return self.before.video.page_origins
        return self.script.origins if self.script else {}

    @property
    def version(self) -> str:
        """What the page is: an answer that says the same changes nothing on an open page."""
        appointment, late = self.view.appointment, self.before.specialist_delay if self.before else ""
        joins = " in" if self.is_in_progress else " joins" if self.joins_at_once else ""
        joins += " asked" if self.asked_to_come_in else ""
        awaited = f" {self.confirmation.reached.value}" if self.confirmation else ""
        return f"{self.state.value} {appointment.state}{joins} {appointment.version} {late}{awaited}"

    @property
    def changes_at(self) -> datetime | None:
        """The next moment at which it is another page, for one that keeps itself up to date. UTC."""
        if self.confirmation:
            return self.confirmation.until
        if self.state is PageState.ELSEWHERE:
            return self.now + ASKED_EVERY
        return self.before.changes_at if self.before else None

    @property
    def asks_every_ms(self) -> int | None:
        """How often an open page looks for an answer; None: as often as any."""
        return int(ASKED_EVERY / timedelta(milliseconds=1)) if self.state is PageState.ELSEWHERE else None

    @property
    def is_soon(self) -> bool:
        """Whether a countdown says more than the date does."""
        return self.view.appointment.starts_at - self.now < DAY

    @property
    def has_begun(self) -> bool:
        """Whether the planned start has come."""
        return self.now >= self.view.appointment.starts_at

    @property
    def is_confirmed(self) -> bool:
        """Whether the client has said that they will come."""
        return self.view.appointment.lifecycle is State.CONFIRMED

    @property
    def specialist_was_absent(self) -> bool:
        """Whether the specialist did not come."""
        return self.view.appointment.absent == Absent.SPECIALIST

    @property
    def both_were_absent(self) -> bool:
        """Whether nobody came."""
        return self.view.appointment.absent == Absent.BOTH

    def context(self) -> dict[str, Any]:
        """The context of `room/personal.html`."""
        return {**self.view.context(), "page": self}


def client_page(
    appointment: Appointment,
    *,
    device: str,
    has_entered: bool,
    in_app_link: str,
    source: LinkSource,
    now: datetime,
) -> ClientPage:
    """The page that the client sees at `now` on a `device`, given by its digest.

    `has_entered`: it pressed the button. `source`: from where it has its grant, for one that only booked
    sees no other appointment. `in_app_link`: the personal link, where an app's own browser shows the page.
    """
    visits = visits_by_party(appointment)
    client = visits.get(Party.CLIENT)
    state = _state(appointment, visits, device=device, has_entered=has_entered, now=now)
    view = client_view(appointment, now)
    is_over = state in {PageState.COMPLETED, PageState.FAILED, PageState.MISSED}
    is_before = state in {PageState.AHEAD, PageState.DOOR}
    is_inside = state is PageState.INSIDE
    who = Participant(appointment, Party.CLIENT)
    return ClientPage(
        view=view.at_the_door() if state is PageState.DOOR else view,
        state=state,
        now=now,
        opens_at=waiting_room_opens_at(appointment),
        # Of one who comes back to what has begun, the specialist decides.
        joins_at_once=appointment.is_open and joins_at_once(appointment, now=now),
        is_in_progress=_is_in_progress(appointment, client, now=now),
        asked_to_come_in=client is not None and client.asking_device == device,
        was_turned_away=client is not None and client.lifecycle is Stage.TURNED_AWAY,
        staff_reason=_staff_reason(appointment, client),
        call=summarize_call(appointment),
        notes=client_notes(appointment),
        confirmation=awaited_confirmation(appointment, source, now=now),
        before=_before_entering(appointment, in_app_link, now=now) if is_before else None,
        after=after_for_client(appointment, source=source, now=now) if is_over else None,
        script=room_script(who, in_app_link=in_app_link, now=now) if is_inside else None,
    )


def _before_entering(appointment: Appointment, in_app_link: str, *, now: datetime) -> BeforeEntering:
    changes = (
        waiting_room_opens_at(appointment),
        door_opens_at(appointment.starts_at, appointment.door_opens_before) or appointment.starts_at,
    )
    return BeforeEntering(
        video=carrier_of(appointment),
        texts=room_texts(),
        in_app_link=in_app_link,
        may_announce_delay=delay_refusal(appointment.snapshot, now=now) is None,
        client_delay=ClientDelay.objects.filter(appointment=appointment).first(),
        specialist_delay=delay_minutes(appointment, now=now),
        changes_at=min((at for at in changes if at > now), default=appointment.ends_at),
    )


def _state(
    appointment: Appointment, visits: dict[Party, Visit], *, device: str, has_entered: bool, now: datetime
) -> PageState:
    client = visits.get(Party.CLIENT)
    is_inside = client is not None and client.lifecycle in {Stage.WAITING, Stage.ADMITTED}
    has_left = client is not None and client.has_left
    is_other = client is not None and client.device not in {"", device}
    is_elsewhere = has_entered and client is not None and client.is_elsewhere(device, now=now)
    return page_state(
        appointment.lifecycle,
        by_video=appointment.by_video,
        room_open=is_inside or is_waiting_room_open(appointment, visits.get(Party.SPECIALIST), now=now),
        entered_here=is_inside and has_entered and not is_other and not has_left,
        elsewhere=is_inside and is_elsewhere,
        held_until=appointment.held_until,
        turned_away=is_not_let_in_again(appointment.lifecycle, client.lifecycle if client else None),
        now=now,
    )


def _is_in_progress(appointment: Appointment, client: Visit | None, *, now: datetime) -> bool:
    if appointment.lifecycle is not State.IN_PROGRESS or client is None:
        return False
    return client.lifecycle is Stage.ADMITTED and not must_wait_again(appointment, client, now=now)


def _staff_reason(appointment: Appointment, client: Visit | None) -> str:
    if client is not None and is_not_let_in_again(appointment.lifecycle, client.lifecycle):
        return client.said
    last = appointment.transitions.last()
    return last.reason if last is not None and last.actor_kind == ActorKind.STAFF else ""
