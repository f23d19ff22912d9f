"""Write the audit log. Entries name things by public id and never contain personal text."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser

from visavis.audit.models import AuditEntry
from visavis.lib.db import insert


class AuditActor(Protocol):
    """Who acts: the kind of actor, and the member of staff if it was one."""

    @property
    def kind(self) -> str: ...

    @property
    def user(self) -> AbstractBaseUser | None: ...


class AuditedFact(Protocol):
    """A fact that the audit log can record."""

    @property
    def by(self) -> AuditActor: ...

    @property
    def at(self) -> datetime: ...

    @property
    def subject(self) -> tuple[str, UUID]: ...


def log_fact(fact: AuditedFact) -> None:
    """React to a fact: add an entry that says what happened, to what, by whom."""
    kind, public_id = fact.subject
    log_action(type(fact).__name__, by=fact.by, at=fact.at, subject_kind=kind, subject=public_id)


def log_action(
    action: str,
    *,
    by: AuditActor,
    at: datetime,
    subject_kind: str,
    subject: UUID | None = None,
    **detail: Any,
) -> None:
    """Add an entry to the audit log, in the transaction of the action."""
    insert(
        AuditEntry(
            at=at,
            action=action,
            actor_kind=str(by.kind),
            actor_id=by.user.pk if by.user else None,
            subject_kind=subject_kind,
            subject=subject,
            detail=detail,
        )
    )
