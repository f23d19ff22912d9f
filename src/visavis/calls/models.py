"""Where a call is held, its seats, the intervals in which media arrived, and how its connections were."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from visavis.booking.models import Appointment
from visavis.lib.intervals import Interval
from visavis.people.parties import Party
from visavis.video.port import RoomRef

SILENT_AFTER = timedelta(seconds=30)
"""Another tab may take a seat without asking when its page has been silent for so long."""

MAX_MEDIA_GAP = timedelta(seconds=20)
"""Two heartbeats with media further apart than this belong to two intervals."""


class Call(models.Model):
    """Who carries the call of an appointment, and in which room of theirs.

    A row of its own and not columns of the appointment: most appointments never have a call, and whoever
    moves or closes one writes the whole appointment, which must not undo what a page has just been granted.
    It begins with the first grant and then keeps its provider, so that a setting which is changed meanwhile
    ends no call and closes no room elsewhere.
    """

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="call")
    provider = models.CharField(max_length=16)
    room = models.CharField(max_length=100, blank=True, help_text="The provider's name for it, once opened")
    ensured_at = models.DateTimeField(
        null=True, help_text="When the provider last said that the room is open; null: it is not"
    )

    def __str__(self) -> str:
        return f"{self.provider} {self.room}"

    @property
    def ref(self) -> RoomRef:
        """The room as the port names it."""
        return RoomRef(self.provider, self.room)


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


class MediaStay(models.Model):
    """One stay of a person in the provider's room, as the provider tells it.

    What it tells comes late, twice, in any order or never, so each end is written when it becomes known, and
    `session`, the provider's name for this stay, says of which one.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="media_stays")
    party = models.CharField(max_length=12, choices=[(party.value, party.value) for party in Party])
    session = models.CharField(max_length=100)
    joined_at = models.DateTimeField(null=True)
    sends_at = models.DateTimeField(null=True, help_text="Since when sound or picture of theirs was there")
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "session"], name="one_row_per_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.session}"


class AwayProvider(models.Model):
    """A provider that did not answer when it was asked last. There is no row of one that does."""

    provider = models.CharField(max_length=16, unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.provider} since {self.since:%H:%M}"


class ReceivedWebhook(models.Model):
    """A fact that a provider has told us, by the name that it has there: told again, it is not new."""

    provider = models.CharField(max_length=16)
    fact = models.CharField(max_length=100)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "fact"], name="each_fact_is_received_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.fact}"


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
