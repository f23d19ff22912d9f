"""Visits: who came to which appointment, how they are here, and what became of it."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models

from visavis.booking.errors import NotPossibleNow
from visavis.booking.models import Appointment
from visavis.people.models import Specialist
from visavis.people.parties import Party
from visavis.waiting.lifecycle import Stage, Step, after
from visavis.waiting.rules import is_answered

GRACE = timedelta(seconds=90)
"""How long somebody counts as here without a sign: a tunnel, a lift, a reload."""

LATE_BEAT = timedelta(seconds=30)
"""A page that is looked at and has missed three beats has lost its connection."""

NOTICE_LASTS = timedelta(seconds=15)
"""How long "Olena sees that you are here" is true after one of her pages has shown it: they ask every ten."""


class Device(StrEnum):
    """What a person's camera or microphone is doing, by their own page."""

    ON = "on"
    OFF = "off"
    NONE = "none"
    DENIED = "denied"


class Presence(StrEnum):
    """How somebody who came is here now."""

    HERE = "here"
    HIDDEN = "hidden"
    """The page is open, but they look at another one."""
    LOST = "lost"
    GONE = "gone"


class Visit(models.Model):
    """One person's coming to one appointment: facts, each written when it happened."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="visits")
    party = models.CharField(max_length=12, choices=[(party.value, party.value) for party in Party])
    stage = models.CharField(max_length=12, choices=[(stage.value, stage.value) for stage in Stage])
    entered_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True, help_text="The last sign of life from the page")
    noticed_at = models.DateTimeField(null=True, help_text="When a page of the specialist's showed it")
    noticed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, help_text="When the specialist last told them something")
    hold_until = models.DateTimeField(null=True, help_text="Until when the client was asked to be patient")
    said = models.CharField(max_length=300, blank=True, help_text="The specialist's last words to the client")
    tab = models.CharField(max_length=64, blank=True, help_text="Which browser tab spoke last")
    visible = models.BooleanField(default=True)
    camera = models.CharField(max_length=8, blank=True)
    microphone = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "party"], name="one_visit_per_party"),
        ]
        indexes = [
            models.Index(
                fields=["appointment"], name="visit_waiting", condition=models.Q(stage="waiting")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.party} {self.stage}"

    @classmethod
    def waiting(cls) -> "models.QuerySet[Visit]":
        """The clients in waiting rooms, however they are there."""
        return cls.objects.filter(party=Party.CLIENT.value, stage=Stage.WAITING.value)

    @property
    def lifecycle(self) -> Stage:
        """The stage as the table knows it."""
        return Stage(self.stage)

    def take(self, step: Step) -> None:
        """Go where the table says `step` leads. Raises `NotPossibleNow` where it leads nowhere."""
        target = after(self.lifecycle, step)
        if target is None:
            raise NotPossibleNow
        self.stage = target.value

    @property
    def has_left(self) -> bool:
        """Whether this person waited and said that they go; only entering again brings them back."""
        return self.lifecycle is Stage.WAITING and self.left_at is not None

    def sign(self, *, now: datetime) -> None:
        """Write down a sign of life: whoever gives one has not left."""
        self.last_seen_at = now
        self.left_at = None

    def presence(self, *, now: datetime) -> Presence:
        """How this person is here.

        A page that is looked at speaks every ten seconds; a hidden one is slowed down by its browser to once
        a minute, so its silence says less.
        """
        if self.last_seen_at is None or self.left_at is not None:
            return Presence.GONE
        silence = now - self.last_seen_at
        if silence > (LATE_BEAT if self.visible else GRACE):
            return Presence.LOST
        return Presence.HERE if self.visible else Presence.HIDDEN

    def is_here(self, *, now: datetime) -> bool:
        """Whether this person counts as present: nobody is gone for a silence within the grace."""
        return self.last_seen_at is not None and self.left_at is None and now - self.last_seen_at <= GRACE

    def noticed(self, *, now: datetime) -> bool:
        """Whether one of the specialist's pages is showing this visit right now."""
        return self.noticed_at is not None and now - self.noticed_at <= NOTICE_LASTS

    def answered(self, patience: timedelta, *, now: datetime) -> bool:
        """Whether the specialist has answered, and it still holds."""
        return is_answered(
            answered_at=self.answered_at, hold_until=self.hold_until, patience=patience, now=now
        )

    @property
    def last_trace_at(self) -> datetime | None:
        """When this person was last known to be here."""
        return self.left_at or self.last_seen_at


class ClientLateness(models.Model):
    """A client's word that they will be late for an appointment."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="client_lateness")
    minutes = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.minutes} min late"


class SpecialistLateness(models.Model):
    """A specialist's word that they run late, for everyone who comes next."""

    specialist = models.OneToOneField(Specialist, on_delete=models.CASCADE, related_name="lateness")
    minutes = models.PositiveSmallIntegerField(help_text="0: on time again")
    said_at = models.DateTimeField()
    until = models.DateTimeField(help_text="It is said of appointments that start before")

    def __str__(self) -> str:
        return f"{self.minutes} min late"
