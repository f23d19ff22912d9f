"""Write the audit. What goes in names things by their public id and never carries what was said."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from visavis.audit.models import AuditEntry


class Doer(Protocol):
    """Who acts: the kind of actor, and the member of staff if it was one."""

    @property
    def kind(self) -> str: ...

    @property
    def user(self) -> AbstractBaseUser | None: ...


class AuditedFact(Protocol):
    """A fact that the audit can write down by itself."""

    @property
    def by(self) -> Doer: ...

    @property
    def at(self) -> datetime: ...

    @property
    def subject(self) -> tuple[str, UUID]: ...


def note(fact: AuditedFact) -> None:
    """React to a fact: one row that says what happened, to what, by whom."""
    kind, public_id = fact.subject
    record(type(fact).__name__, by=fact.by, at=fact.at, subject_kind=kind, subject=public_id)


def record(
    action: str, *, by: Doer, at: datetime, subject_kind: str, subject: UUID | None = None, **detail: Any
) -> None:
    """Add a row to the audit, in the transaction of what it tells."""
    AuditEntry.objects.create(
        at=at,
        action=action,
        actor_kind=str(by.kind),
        actor_id=by.user.pk if by.user else None,
        subject_kind=subject_kind,
        subject=subject,
        detail=detail,
    )
