"""The ledger: one row for every message to anyone. It is also the queue."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from visavis.booking.models import Appointment
from visavis.messages.kinds import Kind, Recipient
from visavis.messages.lifecycle import QUEUED, State
from visavis.messages.reasons import CAPPED, REASONS
from visavis.notify.port import ChannelName


def _choices(values: "type[State | Kind | Recipient | ChannelName]") -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in values]


class Message(models.Model):
    """One message about one version of an appointment, by one channel, to one recipient.

    Address, language and content are read when it is sent; the row records what was used.
    """

    # Its own index would sequence the beginning of the constraint's.
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    version = models.PositiveIntegerField(help_text="The appointment's version that it speaks of")
    kind = models.CharField(max_length=24, choices=_choices(Kind))
    minutes_before = models.PositiveIntegerField(
        default=0, help_text="A reminder's distance from the start, or how late the specialist runs"
    )
    sequence = models.PositiveIntegerField(default=0, help_text="Counts those of a kind that may come again")
    channel = models.CharField(max_length=8, choices=_choices(ChannelName))
    recipient = models.CharField(max_length=12, choices=_choices(Recipient))
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
        help_text="Whom of the team it is for",
    )
    caused_by = models.CharField(max_length=8, blank=True, help_text="Which kind of actor made it happen")
    message_id = models.CharField(max_length=120, help_text="The same for every attempt")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="From then on it makes no sense to send it")

    state = models.CharField(max_length=12, default=State.DUE.value, choices=_choices(State))
    next_attempt_at = models.DateTimeField(
        help_text="When the queue looks at it next: its due time, its next attempt, the end of its lease"
    )
    claim = models.PositiveIntegerField(default=0, help_text="Raised by each claim; an older one is void")
    claimed_by = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, help_text="When its last delivery began")
    sent_at = models.DateTimeField(null=True)
    address = models.CharField(max_length=254, blank=True, help_text="Where it went, or was to go")
    language = models.CharField(max_length=8, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=24, blank=True, choices=[(r.value, r.value) for r in REASONS])
    detail = models.CharField(max_length=500, blank=True, help_text="What the other side said")

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "appointment",
                    "version",
                    "kind",
                    "minutes_before",
                    "sequence",
                    "channel",
                    "recipient",
                ],
                name="one_message_of_a_kind_by_channel_and_recipient",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="what_is_sent_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "skipped", "superseded"]) | ~Q(reason=""),
                name="what_was_not_sent_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_attempt_at"],
                name="message_queue",
                condition=Q(state__in=[state.value for state in QUEUED]),
            ),
            models.Index(
                fields=["address", "begun_at"],
                name="messages_to_an_address",
                condition=Q(begun_at__isnull=False),
            ),
            models.Index(
                fields=["begun_at"],
                name="text_messages_of_a_day",
                condition=Q(channel="sms", begun_at__isnull=False),
            ),
            models.Index(
                fields=["due_at"],
                name="messages_held_back",
                condition=Q(state="skipped", reason__in=[reason.value for reason in CAPPED]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} to {self.recipient}: {self.state}"


class WorkerHeartbeat(models.Model):
    """The last heartbeat of a worker, or of the jobs. A worker that stops in order deletes its row."""

    name = models.CharField(max_length=80, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    clock_off_s = models.FloatField(default=0, help_text="How far its clock is ahead of the database's")

    def __str__(self) -> str:
        return self.name
