"""One row for everything that somebody saw or changed and that may be asked about later."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Who did what to what, and when. Rows are only ever added; the database refuses the rest."""

    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=8)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    subject_kind = models.CharField(max_length=40)
    subject = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}Z {self.action}"
