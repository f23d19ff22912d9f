"""Streams and events. An event's id counts within its stream."""

from django.db import models


class Stream(models.Model):
    """One subscriber's stream, such as a client at one appointment, and the last id given out in it."""

    name = models.CharField(max_length=80, primary_key=True)
    last = models.BigIntegerField(default=0)
    read_until = models.DateTimeField(
        null=True, help_text="Until when a browser may be connected; nobody else is woken up"
    )

    def __str__(self) -> str:
        return self.name


class Disconnection(models.Model):
    """Somebody whose connections end, for serving processes that did not hear of it when it happened."""

    bearer = models.CharField(max_length=80)
    at = models.DateTimeField(db_index=True, help_text="By the clock of the database")

    def __str__(self) -> str:
        return f"{self.bearer} {self.at:%Y-%m-%d %H:%M:%S}Z"


class Event(models.Model):
    """One thing to tell the subscriber of a stream."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="events")
    number = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="a_stream_counts_its_events_once"),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id} {self.number} {self.kind}"
