"""Appointments: one specialist, one client, one time that nobody else can book."""

import uuid
from collections.abc import Iterable
from copy import copy
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection, models
from django.db.models import ExpressionWrapper, F, Func, Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import LessThanOrEqual

from visavis.booking.errors import NotPossibleNow
from visavis.booking.lifecycle import (
    ACTIVE,
    BLOCKING,
    CHANGEABLE,
    FIRST_STATES,
    OPEN,
    WITHOUT_CLIENT,
    Action,
    State,
    next_state,
)
from visavis.booking.models.terms import BookedTerms, Term
from visavis.booking.models.transitions import Transition
from visavis.booking.models.wall_time import BookedWallTime
from visavis.booking.permissions import Snapshot, hold_lasts
from visavis.lib.db import WholeRows, insert, sql_texts, update
from visavis.lib.intervals import Interval
from visavis.people.actors import Actor
from visavis.people.models import Client, Specialist
from visavis.schedule.models import Service


def _values(states: Iterable[State]) -> list[str]:
    """States as rows store them, in an order that does not change."""
    return sorted(state.value for state in states)


OVERLAP = "one_appointment_at_a_time"
LONGEST = timedelta(days=1)
"""The longest that one appointment keeps its specialist busy, with the longest service and breaks in mind."""
_UNPROVEN_AHEAD = Q(
    state__in=_values(CHANGEABLE),
    email_proven_at__isnull=True,
    phone_proven_at__isnull=True,
)
UNPROVEN_AHEAD_SQL = (
    f"state IN ({sql_texts(CHANGEABLE)}) AND email_proven_at IS NULL AND phone_proven_at IS NULL"
    " AND ends_at > %(now)s"
)
"""Whose contact nobody has proven, of those to come. The states are written as the index has them: with a
parameter in their place the database would not find it."""


_AT_MOST_A_DAY = LessThanOrEqual(
    ExpressionWrapper(F("busy__endswith") - F("busy__startswith"), output_field=models.DurationField()),
    LONGEST,
)


class Appointment(BookedTerms, BookedWallTime):
    """A consultation from the moment its slot is held until long after it is over."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    specialist = models.ForeignKey(Specialist, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="appointments")
    state = models.CharField(max_length=20, choices=[(state.value, state.value) for state in State])
    version = models.PositiveIntegerField(default=0, help_text="Raised with each change of the entry")

    ends_at = models.DateTimeField()
    buffer_before = models.DurationField(default=timedelta(0))
    buffer_after = models.DurationField(default=timedelta(0))
    busy = DateTimeRangeField(help_text="From start to end with the buffers of the day it was booked")
    overbooked = models.BooleanField(default=False, help_text="Staff took an overlap knowingly")

    held_until = models.DateTimeField(null=True)
    confirm_first = models.BooleanField(default=False, help_text="Booked only by the link sent to its client")
    needs_proof = models.BooleanField(default=False, help_text="Strangers book it only with a proof of work")
    held_by = models.CharField(max_length=64, blank=True, help_text="Pseudonym of the browser that holds it")
    held_from = models.CharField(max_length=64, blank=True, help_text="Pseudonym of its network address")
    held_network = models.CharField(
        max_length=64, blank=True, help_text="Pseudonym of the network around that address"
    )

    client_name = models.CharField(max_length=120, blank=True)
    client_email = models.EmailField(blank=True)
    client_phone = models.CharField(max_length=20, blank=True)
    client_language = models.CharField(max_length=8, default="en", choices=settings.LANGUAGES)
    client_zone = models.CharField(max_length=64, blank=True)
    client_message = models.TextField(blank=True, help_text="What the client wrote when booking")
    sms = models.BooleanField(default=False, help_text="The client asked for text messages too")
    email_proven_at = models.DateTimeField(null=True, help_text="A link mailed there was used, or by staff")
    phone_proven_at = models.DateTimeField(null=True, help_text="A link texted there was used, or by staff")

    link_generation = models.PositiveIntegerField(default=1, help_text="Raise it, and older links are void")
    room_name = models.CharField(max_length=40, unique=True)
    absent = models.CharField(max_length=12, blank=True)
    cancelled_late = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["specialist", "starts_at"], name="appointment_by_specialist"),
            models.Index(fields=["client", "starts_at"], name="appointment_by_client"),
            models.Index(fields=["starts_at"], name="appointment_by_start"),
            models.Index(
                fields=["starts_at"],
                name="appointment_wall_moved",
                condition=~Q(shifted_local_time=""),
            ),
            models.Index(Lower("client_email"), name="appointment_by_email"),
            models.Index(
                fields=["starts_at"],
                name="appointment_requested",
                condition=Q(state=State.REQUESTED.value),
            ),
            models.Index(
                fields=["held_until"], name="appointment_held_until", condition=Q(state=State.HELD.value)
            ),
            models.Index(fields=["held_network"], name="appointment_unproven", condition=_UNPROVEN_AHEAD),
            models.Index(
                fields=["ends_at"],
                name="appointment_to_close",
                condition=Q(state__in=_values(ACTIVE | {State.REQUESTED})),
            ),
        ]
        constraints = [
            ExclusionConstraint(
                name=OVERLAP,
                expressions=[
                    (Func(F("specialist"), F("specialist"), Value("[]"), function="int8range"), "&&"),
                    ("busy", "&&"),
                ],
                condition=Q(state__in=_values(BLOCKING), overbooked=False),
            ),
            models.CheckConstraint(condition=Q(busy__isempty=False), name="busy_time_is_never_empty"),
            models.CheckConstraint(
                condition=Q(busy__contains=F("starts_at")) & Q(_AT_MOST_A_DAY),
                name="it_keeps_a_day_at_most_around_its_start",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="it_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state=State.HELD.value) | Q(held_until__isnull=False), name="a_hold_runs_out"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_values(WITHOUT_CLIENT)) | Q(client__isnull=False),
                name="what_is_booked_has_a_client",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.public_id} {self.state} {self.starts_at:%Y-%m-%d %H:%M}Z"

    @staticmethod
    def busy_within(span: Interval) -> Q:
        """What finds the appointments that are busy at any time of `span` (UTC).

        The index knows when they start, and none starts further away than the longest lasts. By the
        overlap alone the database would read all that a specialist ever had.
        """
        near = Q(starts_at__gt=span.start - LONGEST, starts_at__lt=span.end + LONGEST)
        return near & Q(busy__overlap=(span.start, span.end))

    @property
    def slot(self) -> Interval:
        """Start and end, without buffers. UTC."""
        return Interval(self.starts_at, self.ends_at)

    def terms_changed(self) -> list[Term]:
        """Which of its service's terms of today are others than the booked ones, as far as clients notice."""
        return self.changed_terms(self.service, length=self.slot.duration)

    def slot_from(self, start: datetime) -> Interval:
        """The time that it takes from another `start` (UTC): it keeps its length."""
        return Interval(start, start + self.slot.duration)

    def booked_service(self) -> Service:
        """The service with the length that was booked, as moving asks the slot engine for it."""
        booked = copy(self.service)
        booked.duration_min = int(self.slot.duration / timedelta(minutes=1))
        return booked

    @property
    def busy_span(self) -> Interval:
        """The time it keeps: `slot` and the buffers around it. UTC."""
        return self.slot.widened(self.buffer_before, self.buffer_after)

    @property
    def lifecycle(self) -> State:
        """The state as a member of the enum."""
        return State(self.state)

    @property
    def snapshot(self) -> Snapshot:
        """The facts that `permissions` needs. Select the service with it, or this costs a query."""
        return Snapshot(
            state=self.lifecycle,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            change_notice=timedelta(minutes=self.service.change_notice_min),
            by_video=self.by_video,
            held_until=self.held_until,
        )

    def is_kept(self, now: datetime) -> bool:
        """Whether it is a hold whose time is not up."""
        return hold_lasts(self.lifecycle, self.held_until, now=now)

    @property
    def awaits_confirmation(self) -> bool:
        """Whether it is a hold whose client was asked to confirm it, whether or not its time is up."""
        return self.lifecycle is State.HELD and self.has_contact

    @property
    def is_open(self) -> bool:
        """Agreed, and still to come."""
        return self.lifecycle in OPEN

    @property
    def has_contact(self) -> bool:
        """Whether there is any way to write to the client."""
        return bool(self.client_email or self.client_phone)

    @property
    def is_contact_proven(self) -> bool:
        """Whether a link that was sent to the client was used, or staff wrote the contact down."""
        return bool(self.email_proven_at or self.phone_proven_at) or not self.has_contact

    @property
    def message_contacts(self) -> set[str]:
        """The client's address, and the number where they want text messages; empty texts among them."""
        return {self.client_email, self.client_phone if self.sms else ""}

    @property
    def client_tz(self) -> ZoneInfo:
        """The client's zone; the specialist's where the client gave none."""
        return ZoneInfo(self.client_zone or self.specialist.zone)

    @classmethod
    def locked(cls, appointment_id: int) -> "Appointment":
        """Fetch an appointment and lock its specialist, then itself, until the transaction ends.

        Raises `DoesNotExist`.
        """
        with connection.cursor() as cursor:
            cursor.execute(_LOCK_SPECIALIST, [appointment_id])
        return _LOCKED.get(appointment_id)

    def set_time(self, slot: Interval) -> None:
        """Set start and end, with the service's buffers of today; they are frozen from here on."""
        self.buffer_before = timedelta(minutes=self.service.buffer_before_min)
        self.buffer_after = timedelta(minutes=self.service.buffer_after_min)
        self.starts_at, self.ends_at = slot
        self.busy = (self.busy_span.start, self.busy_span.end)
        self.set_wall_time(self.specialist.zone)

    def create(self, *, by: Actor, now: datetime, reason: str = "") -> None:
        """Insert a new appointment in its first state, and record the transition."""
        if self.lifecycle not in FIRST_STATES:
            raise NotPossibleNow
        self.freeze_terms(self.service)
        insert(self)
        self._record("create", "", by=by, now=now, reason=reason)

    def transition(self, action: Action, *, by: Actor, now: datetime, reason: str = "") -> None:
        """Change the state as the lifecycle table says, and record the transition.

        The row must be locked. Raises `NotPossibleNow` where the table has no such step.
        """
        before = self.lifecycle
        target = next_state(before, action)
        if target is None:
            raise NotPossibleNow
        self.state = target.value
        update(self)
        self._record(action.value, before.value, by=by, now=now, reason=reason)

    def _record(self, action: str, before: str, *, by: Actor, now: datetime, reason: str) -> None:
        step = Transition(
            appointment=self, action=action, from_state=before, to_state=self.state, at=now,
            actor_kind=by.kind.value, actor=by.user, reason=reason, starts_at=self.starts_at,
        )  # fmt: skip
        insert(step)


_LOCK_SPECIALIST = """
SELECT 1 FROM people_specialist
WHERE id = (SELECT specialist_id FROM booking_appointment WHERE id = %s) FOR NO KEY UPDATE
"""
_LOCKED = WholeRows(
    Appointment, "service", "specialist", where="booking_appointment.id = %s", lock="booking_appointment"
)
