"""How long the audit log is kept. The database deletes an entry for nobody else."""

from django.db import connection

from visavis.audit.models import AuditEntry
from visavis.lib.retention import Rule


def _allow() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL visavis.audit_retention = 'on'")


RULES = (
    Rule(
        "entries of the audit log",
        ("audit.AuditEntry",),
        lambda keep, now: AuditEntry.objects.filter(at__lt=now - keep.audit),
        prepare=_allow,
    ),
)
