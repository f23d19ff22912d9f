"""The texts of an appointment. None of them can be read in the database: see `lib/sealing.py`."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from visavis.booking.models import Appointment
from visavis.lib.sealing import Sealer
from visavis.notes.kinds import Connection, TextKind


def _sealer() -> Sealer:
    return Sealer(settings.VISAVIS.data_keys)


class Writing(models.Model):
    """A text as it stands: one of each kind by each author of an appointment."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="writings")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in TextKind])
    version = models.PositiveIntegerField(default=0, help_text="Raised by each save that changes the text")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()
    kept_at = models.DateTimeField(help_text="When an earlier version was last kept, or this was begun")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "author", "kind"], name="one_text_of_a_kind_by_each_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def about(self) -> str:
        """What the text is sealed as, so that it opens nowhere else."""
        return f"{self.kind} {self.appointment_id} {self.author_id}"

    @property
    def text(self) -> str:
        """The text itself. Raises `SealBroken`."""
        return _sealer().open(self.sealed, self.about)

    def write(self, text: str, *, now: datetime) -> None:
        """Put another text in its place; the caller saves the row."""
        self.sealed = _sealer().seal(text, self.about)
        self.version += 1
        self.saved_at = now


class EarlierText(models.Model):
    """A text as it once stood."""

    writing = models.ForeignKey(Writing, on_delete=models.CASCADE, related_name="earlier")
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["writing", "version"], name="a_version_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.writing_id} {self.version}"

    @property
    def text(self) -> str:
        """The text itself; `writing` must be loaded. Raises `SealBroken`."""
        return _sealer().open(self.sealed, self.writing.about)


class SharedSummary(models.Model):
    """What the client can read. Taken back, the row is gone; the audit knows that it was there."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="shared_summary")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    shared_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True) | Q(corrected_at__gte=models.F("shared_at")),
                name="a_summary_is_corrected_after_it_was_shared",
            ),
        ]

    def __str__(self) -> str:
        return f"summary of {self.appointment_id}"

    @property
    def text(self) -> str:
        """The text itself. Raises `SealBroken`."""
        return _sealer().open(self.sealed, self._about)

    def write(self, text: str) -> None:
        """Put another text in its place; the caller saves the row."""
        self.sealed = _sealer().seal(text, self._about)

    @property
    def _about(self) -> str:
        return f"shared {self.appointment_id}"


class ConnectionAnswer(models.Model):
    """What the client said of the connection; once for each appointment."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="judgement")
    answer = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Connection])
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.answer
