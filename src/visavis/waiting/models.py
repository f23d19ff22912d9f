"""Visits: who came to which appointment, whether they are present, and announced delays."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models

from visavis.booking.errors import NotPossibleNow
from visavis.booking.models import Appointment
from visavis.lib.db import WholeRows
from visavis.people.models import Specialist
from visavis.people.parties import Party
from visavis.waiting.lifecycle import PRESENT, Stage, Step, next_stage
from visavis.waiting.presence import SPEAKS, Presence, is_present, presence_of

ACKNOWLEDGED_FOR = timedelta(seconds=15)
"""How long "Olena sees that you are here" is true after one of her pages has shown it: they ask every ten."""


class Device(StrEnum):
    """What a person's camera or microphone is doing, by their own page."""

    ON = "on"
    OFF = "off"
    NONE = "none"
    DENIED = "denied"


class Visit(models.Model):
    """One person's presence at one appointment: facts, each written when it happened."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="visits")
    party = models.CharField(max_length=12, choices=[(party.value, party.value) for party in Party])
    stage = models.CharField(max_length=12, choices=[(stage.value, stage.value) for stage in Stage])
    entered_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True, help_text="The last heartbeat of the page")
    acknowledged_at = models.DateTimeField(null=True, help_text="When a page of the specialist's showed it")
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, help_text="When the specialist last told them something")
    hold_until = models.DateTimeField(null=True, help_text="Until when the client was asked to be patient")
    said = models.CharField(max_length=300, blank=True, help_text="The specialist's last words to the client")
    tab = models.CharField(max_length=64, blank=True, help_text="Which browser tab spoke last")
    visible = models.BooleanField(default=True)
    device = models.CharField(max_length=32, blank=True, help_text="Digest of the browser that entered")
    asking_device = models.CharField(
        max_length=32, blank=True, help_text="Digest of another browser that asks to come in"
    )
    camera = models.CharField(max_length=8, blank=True)
    microphone = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "party"], name="one_visit_per_party"),
        ]
        indexes = [
            models.Index(
                fields=["appointment"],
                name="visit_present",
                condition=models.Q(stage__in=sorted(stage.value for stage in PRESENT)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.party} {self.stage}"

    @classmethod
    def of(cls, party: Party, appointment_id: int) -> "Visit | None":
        """The visit of `party`, if they ever came. One query."""
        return _VISIT.first(appointment_id, party.value)

    @classmethod
    def locked(cls, party: Party, appointment_id: int) -> "Visit | None":
        """The same, locked until the transaction ends. The appointment is always locked before."""
        return _LOCKED.first(appointment_id, party.value)

    @classmethod
    def waiting(cls) -> "models.QuerySet[Visit]":
        """The clients in waiting rooms, however they are there."""
        return cls.objects.filter(party=Party.CLIENT.value, stage=Stage.WAITING.value)

    @property
    def lifecycle(self) -> Stage:
        """The stage as the table knows it."""
        return Stage(self.stage)

    def move(self, step: Step) -> None:
        """Go where the table says `step` leads. Raises `NotPossibleNow` where it leads nowhere."""
        target = next_stage(self.lifecycle, step)
        if target is None:
            raise NotPossibleNow
        self.stage = target.value

    @property
    def has_left(self) -> bool:
        """Whether this person waited and said that they go; only entering again brings them back."""
        return self.lifecycle is Stage.WAITING and self.left_at is not None

    def touch(self, *, now: datetime) -> None:
        """Record that the person is here now, and so has not left."""
        self.last_seen_at = now
        self.left_at = None

    def presence(self, *, now: datetime) -> Presence:
        """How this person is here."""
        return presence_of(
            last_seen_at=self.last_seen_at, left_at=self.left_at, visible=self.visible, now=now
        )

    def is_here(self, *, now: datetime) -> bool:
        """Whether this person counts as present: a silence within the grace does not end it."""
        return is_present(last_seen_at=self.last_seen_at, left_at=self.left_at, now=now)

    def is_elsewhere(self, device: str, *, now: datetime) -> bool:
        """Whether the person is in the room with another device than this one, whose page still speaks."""
        return self.lifecycle in PRESENT and self._speaks(now) and self.device not in {"", device}

    def _speaks(self, now: datetime) -> bool:
        return self.presence(now=now) in SPEAKS

    def is_acknowledged(self, *, now: datetime) -> bool:
        """Whether one of the specialist's pages is showing this visit right now."""
        return self.acknowledged_at is not None and now - self.acknowledged_at <= ACKNOWLEDGED_FOR

    @property
    def last_present_at(self) -> datetime | None:
        """When this person was last known to be here."""
        return self.left_at or self.last_seen_at


# Every page of a room asks for them every few seconds.
_OF = "appointment_id = %s AND party = %s"
_VISIT = WholeRows(Visit, where=_OF)
_LOCKED = WholeRows(Visit, where=_OF, lock=Visit._meta.db_table)


class ClientDelay(models.Model):
    """A client has announced that they will be late for an appointment."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="client_delay")
    minutes = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.minutes} min late"


class SpecialistDelay(models.Model):
    """A specialist has announced that they run late, for all who come next."""

    specialist = models.OneToOneField(Specialist, on_delete=models.CASCADE, related_name="delay")
    minutes = models.PositiveSmallIntegerField(help_text="0: on time again")
    said_at = models.DateTimeField()
    until = models.DateTimeField(help_text="It is said of appointments that start before")

    def __str__(self) -> str:
        return f"{self.minutes} min late"
