"""The texts of an appointment, encrypted in the database: see `lib/encryption.py`."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from visavis.booking.models import Appointment
from visavis.lib.encryption import TextCipher
from visavis.notes.kinds import Connection, TextKind


def _cipher() -> TextCipher:
    return TextCipher(settings.VISAVIS.data_keys)


class Draft(models.Model):
    """The present text: one of each kind for each author of an appointment."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in TextKind])
    version = models.PositiveIntegerField(default=0, help_text="Raised by each save that changes the text")
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()
    last_revision_at = models.DateTimeField(
        help_text="When an earlier version was last kept, or this was begun"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "author", "kind"], name="one_text_of_a_kind_by_each_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"

    @property
    def purpose(self) -> str:
        """What the encryption is bound to, so that the text cannot be moved to another row."""
        return f"{self.kind} {self.appointment_id} {self.author_id}"

    @property
    def text(self) -> str:
        """The text itself. Raises `DecryptionFailed`."""
        return _cipher().decrypt(self.ciphertext, self.purpose)

    def write(self, text: str, *, now: datetime) -> None:
        """Put another text in its place; the caller saves the row."""
        self.ciphertext = _cipher().encrypt(text, self.purpose)
        self.version += 1
        self.saved_at = now


class Revision(models.Model):
    """An earlier version of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "version"], name="a_version_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.version}"

    @property
    def text(self) -> str:
        """The text itself; `writing` must be loaded. Raises `DecryptionFailed`."""
        return _cipher().decrypt(self.ciphertext, self.draft.purpose)


class SharedSummary(models.Model):
    """What the client can read. Withdrawing deletes the row; the audit log keeps that it was shared."""

    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="shared_summary")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ciphertext = models.BinaryField()
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
        """The text itself. Raises `DecryptionFailed`."""
        return _cipher().decrypt(self.ciphertext, self._purpose)

    def write(self, text: str) -> None:
        """Put another text in its place; the caller saves the row."""
        self.ciphertext = _cipher().encrypt(text, self._purpose)

    @property
    def _purpose(self) -> str:
        return f"shared {self.appointment_id}"


class ConnectionAnswer(models.Model):
    """The client's answer about the connection; one for each appointment."""

    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, related_name="connection_answer"
    )
    answer = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Connection])
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.answer
