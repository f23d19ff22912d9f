"""Seats in a call, the intervals in which media arrived, and how good the connection was."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from visavis.booking.models import Appointment
from visavis.lib.intervals import Interval
from visavis.people.parties import Party

SILENT_AFTER = timedelta(seconds=30)
"""Another tab may take a seat without asking when its page has been silent for so long."""

MAX_MEDIA_GAP = timedelta(seconds=20)
"""Two heartbeats with media further apart than this belong to two intervals."""


class Seat(models.Model):
    """The one seat of a person in a call, and the page load that holds it."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="seats")
    party = models.CharField(max_length=12, choices=[(party.value, party.value) for party in Party])
    token = models.CharField(max_length=32, help_text="Names the holder; a new one for each page load")
    tab = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField(default=0, help_text="Grows with each page load")
    request = models.CharField(
        max_length=64, blank=True, help_text="That it was taken by, if the page named it"
    )
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "party"], name="one_seat_per_party"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.epoch}"

    def is_held(self, *, now: datetime, silence: timedelta = SILENT_AFTER) -> bool:
        """Whether a page sits here and has spoken within `silence`."""
        return self.left_at is None and now - self.seen_at <= silence

    def answers(self, request: str, *, tab: str) -> bool:
        """Whether it was taken by this very request of `tab`, and was not left since."""
        return bool(request) and (self.request, self.tab) == (request, tab) and self.left_at is None

    def belongs_to(self, *, token: str, epoch: int) -> bool:
        """Whether this page load holds the seat now."""
        return (self.token, self.epoch) == (token, epoch) and self.left_at is None


class ConnectedInterval(models.Model):
    """A time interval in which one person received the other's sound or picture."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="connected_intervals")
    party = models.CharField(max_length=12, choices=[(party.value, party.value) for party in Party])
    connected_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    went_silent = models.BooleanField(
        default=False, help_text="It ended because the page was not heard, not because media ceased"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "party"],
                name="one_open_interval_per_party",
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(last_seen_at__gte=F("connected_at")), name="interval_seen_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.connected_at:%H:%M:%S}–{self.last_seen_at:%H:%M:%S}"

    @property
    def span(self) -> Interval:
        """From the first to the last heartbeat with media. UTC; may be empty."""
        return Interval(self.connected_at, self.last_seen_at)


class Connection(models.Model):
    """How one person's connection was, over all their page loads. Figures and kinds; never an address.

    Kept with the appointment: a complaint about a call comes days after it.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="connections")
    party = models.CharField(max_length=12, choices=[(party.value, party.value) for party in Party])
    browser = models.CharField(max_length=16, blank=True)
    first_joined_at = models.DateTimeField()
    joins = models.PositiveIntegerField(default=1, help_text="The first, reloads, connections built anew")
    restarts = models.PositiveIntegerField(default=0, help_text="How often a new path was looked for")
    local_kind = models.CharField(max_length=8, blank=True, help_text="host, srflx, prflx or relay")
    remote_kind = models.CharField(max_length=8, blank=True)
    protocol = models.CharField(max_length=8, blank=True, help_text="udp, tcp or tls")
    reports = models.PositiveIntegerField(default=0, help_text="Reports with a round trip in them")
    rtt_ms_sum = models.PositiveBigIntegerField(default=0)
    rtt_ms_worst = models.PositiveIntegerField(default=0)
    packets_received = models.PositiveBigIntegerField(default=0)
    packets_lost = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "party"], name="one_connection_per_party"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.local_kind}–{self.remote_kind}"

    @property
    def is_udp(self) -> bool:
        """Whether the media took the usual way."""
        return self.protocol == "udp"

    @property
    def is_relayed(self) -> bool:
        """Whether either end of the path was at the practice's relay."""
        return "relay" in {self.local_kind, self.remote_kind}

    @property
    def rtt_ms(self) -> int | None:
        """The mean round trip in milliseconds; None where none was measured."""
        return round(self.rtt_ms_sum / self.reports) if self.reports else None

    @property
    def loss_percent(self) -> float | None:
        """How much of what the other sent did not arrive; None where nothing was received."""
        whole = self.packets_received + self.packets_lost
        return round(100 * self.packets_lost / whole, 1) if whole else None
