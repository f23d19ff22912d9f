"""The view-model of the room's page at the desk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from visavis.booking.lifecycle import ACTIVE, OPEN, OVER, State
from visavis.booking.models import Appointment
from visavis.calls.away import away_carrier
from visavis.calls.models import Connection
from visavis.calls.peers import party_name
from visavis.calls.permissions import no_show_refusal
from visavis.calls.queries import CallSummary, connections_by_party, summarize_call
from visavis.history.view_models import AfterForSpecialist, after_for_specialist
from visavis.notes.view_models import NotesView, notes_view
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.practice.models import Practice
from visavis.room.forms import OUTCOMES, DeclineForm, MessageForm, OutcomeForm
from visavis.room.participants import Participant
from visavis.room.room_config import RoomScript, room_script
from visavis.waiting.access import is_own, may_admit
from visavis.waiting.admission import is_waiting_room_open, waiting_room_opens_at
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit
from visavis.waiting.permissions import admit_refusal, message_refusal
from visavis.waiting.presence import Presence
from visavis.waiting.queries import visits_by_party
from visavis.web.zones import same_zone


class DeskPageState(StrEnum):
    """What staff find on the room's page."""

    NOT_YET = "not_yet"
    ROOM = "room"
    """The waiting room or the call itself, for the specialist."""
    BESIDE = "beside"
    """The same for an administrator or reception, who have no seat."""
    IN_PERSON = "in_person"
    OVER = "over"
    NOTHING = "nothing"
    """Held, asked for, or called off: there is no room."""


_WITH_CALL = {DeskPageState.NOT_YET, DeskPageState.ROOM, DeskPageState.BESIDE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """What became of a consultation that is over."""

    call: CallSummary | None
    never_connected: bool
    """We know that the two never were: the record of their connections has not been deleted yet."""
    outcome: str | Promise
    took_place: bool
    connections: Sequence[tuple[str, Connection]]
    """Each person's name, and how their connection was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """The room's page for one member of staff at one moment. Instants are UTC."""

    appointment: Appointment
    state: DeskPageState
    now: datetime
    opens_at: datetime
    is_own: bool
    client: Visit | None
    may_message: bool
    """The client waits, or waited and went away; the same holds for declining."""
    may_admit: bool
    may_admit_later: bool
    """Somebody may come while the page is open; its script then shows what can be done."""
    may_mark_no_show: bool
    notes: NotesView | None
    carrier_is_away: bool = False
    """Who should carry the call does not answer; staff who may let in may have it held browser to browser."""
    consultation: Consultation | None = None
    after: AfterForSpecialist | None = None
    script: RoomScript | None = None
    decline_form: DeclineForm = field(default_factory=DeclineForm)
    message_form: MessageForm = field(default_factory=MessageForm)
    outcome_form: OutcomeForm | None = None

    @property
    def template(self) -> str:
        """The template of this state."""
        return f"room/desk/{self.state.value}.html"

    @property
    def origins(self) -> Mapping[str, Sequence[str]]:
        """What the page must be allowed to reach: the provider of this call."""
        return self.script.origins if self.script else {}

    @property
    def is_room(self) -> bool:
        """Whether this is the waiting room or the call itself."""
        return self.state is DeskPageState.ROOM

    @property
    def is_over(self) -> bool:
        """Whether the consultation is over."""
        return self.state is DeskPageState.OVER

    @property
    def shows_note(self) -> bool:
        """Whether the page shows the private note; in the room it is beside the call."""
        return self.notes is not None and self.state not in {DeskPageState.ROOM, DeskPageState.NOTHING}

    @property
    def is_in_progress(self) -> bool:
        """Whether the client has been admitted, and does not wait again."""
        is_in = self.client is not None and self.client.lifecycle is Stage.ADMITTED
        return self.has_begun and is_in

    @property
    def has_begun(self) -> bool:
        """Whether the client was let in once: to turn them away then cancels nothing."""
        return self.appointment.lifecycle is State.IN_PROGRESS

    @property
    def client_is_away(self) -> bool:
        """Whether the client never came, was turned away, or said that they went away."""
        if self.client is None or self.client.lifecycle is Stage.TURNED_AWAY:
            return True
        return self.client.presence(now=self.now) is Presence.GONE

    @property
    def client_is_lost(self) -> bool:
        """Whether the client's connection is lost."""
        return self.client is not None and self.client.presence(now=self.now) is Presence.LOST

    def context(self) -> dict[str, Any]:
        """The context of `room/desk.html`."""
        zone = self.appointment.specialist.zone
        return {
            "page": self,
            "appointment": self.appointment,
            "zone": zone,
            "zone_differs": not same_zone(zone, self.appointment.client_tz),
        }


def desk_page(appointment: Appointment, user: User, *, now: datetime) -> DeskPage:
    """The room's page of an appointment for `user`."""
    visits = visits_by_party(appointment)
    client, own = visits.get(Party.CLIENT), is_own(user, appointment)
    state = _state(appointment, visits, own=own, now=now)
    is_over, is_room = state is DeskPageState.OVER, state is DeskPageState.ROOM
    admits = may_admit(user, appointment)
    facts = appointment.snapshot
    stage = client.lifecycle if client else None
    may_message = admits and message_refusal(facts, stage) is None
    has_left = client is not None and client.has_left
    is_here = client is not None and client.is_here(now=now)
    came = client is not None and client.entered_at is not None
    who = Participant(appointment, Party.SPECIALIST)
    return DeskPage(
        appointment=appointment,
        state=state,
        now=now,
        opens_at=waiting_room_opens_at(appointment),
        is_own=own,
        client=client,
        may_message=may_message,
        may_admit=may_message and admit_refusal(facts, stage, has_left=has_left) is None,
        may_admit_later=admits and is_room and (appointment.is_open or stage is Stage.WAITING),
        may_mark_no_show=no_show_refusal(facts, client_came=came, client_is_here=is_here, now=now) is None,
        notes=notes_view(appointment, user),
        carrier_is_away=admits and state in _WITH_CALL and away_carrier(appointment) is not None,
        consultation=_consultation(appointment, now=now) if is_over else None,
        after=after_for_specialist(appointment, now=now) if is_over and own else None,
        script=room_script(who, now=now) if is_room else None,
        outcome_form=OutcomeForm(present=appointment.lifecycle) if is_over else None,
    )


def _state(
    appointment: Appointment, visits: dict[Party, Visit], *, own: bool, now: datetime
) -> DeskPageState:
    state = appointment.lifecycle
    if state in OVER:
        return DeskPageState.OVER
    if state not in ACTIVE:
        return DeskPageState.NOTHING
    if not appointment.by_video:
        return DeskPageState.IN_PERSON
    is_open = is_waiting_room_open(appointment, visits.get(Party.SPECIALIST), now=now)
    if state in OPEN and not is_open and Party.CLIENT not in visits:
        return DeskPageState.NOT_YET
    return DeskPageState.ROOM if own else DeskPageState.BESIDE


def _consultation(appointment: Appointment, *, now: datetime) -> Consultation:
    found = connections_by_party(appointment)
    key = appointment.state + (f":{appointment.absent}" if appointment.absent else "")
    call, took_place = summarize_call(appointment), appointment.lifecycle is State.COMPLETED
    is_unconnected = appointment.by_video and not took_place and (call is None or call.span is None)
    return Consultation(
        call=call,
        never_connected=is_unconnected
        and appointment.ends_at >= now - Practice.current().retention.technical,
        outcome=OUTCOMES.get(key, OUTCOMES["no_show:client"]),
        took_place=took_place,
        connections=[(party_name(appointment, party), one) for party, one in found.items()],
    )
