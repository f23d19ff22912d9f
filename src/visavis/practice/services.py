"""Change the practice's settings."""

from datetime import datetime

from django.db import transaction

from visavis.audit.log import AuditActor, log_action
from visavis.practice.models import Practice


@transaction.atomic(durable=True)
def save_practice(practice: Practice, *, changed: list[str], by: AuditActor, now: datetime) -> Practice:
    """Store the practice. The audit keeps which settings changed, not what they were."""
    practice.pk = 1
    practice.save()
    log_action("PracticeChanged", by=by, at=now, subject_kind="practice", changed=sorted(changed))
    return practice
