"""Change who works here: specialists, their photos, and the accounts of the team."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from visavis.audit.log import log_action
from visavis.lib.errors import DomainError
from visavis.live.stream_names import staff_bearer
from visavis.live.subscribe import disconnect
from visavis.people.actors import Actor
from visavis.people.models import Role, Specialist, SpecialistPhoto, User
from visavis.people.seal import seal_notes

Photo = tuple[bytes, str]
"""A WebP picture and its digest."""


class NoAdminLeft(DomainError):
    """The practice would have no administrator."""

    code = "no_admin_left"
    sentence = _("Nobody would be left to run the practice. Make somebody else an administrator first.")


@transaction.atomic(durable=True)
def save_specialist(
    specialist: Specialist, *, photo: Photo | None, without_photo: bool, by: Actor, now: datetime
) -> Specialist:
    """Store a new or a changed specialist, with another photo, or without the one there was."""
    new = specialist.pk is None
    if new:
        last = Specialist.objects.aggregate(last=Max("position"))["last"]
        specialist.position = 0 if last is None else last + 1
    specialist.save()
    if photo:
        SpecialistPhoto.objects.update_or_create(
            specialist=specialist, defaults={"webp": photo[0], "digest": photo[1]}
        )
    elif without_photo:
        SpecialistPhoto.objects.filter(specialist=specialist).delete()
    action = "SpecialistAdded" if new else "SpecialistChanged"
    log_action(action, by=by, at=now, subject_kind="specialist", subject=specialist.public_id)
    return specialist


@transaction.atomic(durable=True)
def invite(*, email: str, name: str, role: Role, language: str, by: Actor, now: datetime) -> User:
    """Make an account without a password; its owner sets one by a link."""
    user = User.objects.create_user(email, None, name=name, role=role.value, language=language)
    log_action("MemberInvited", by=by, at=now, subject_kind="user", subject=user.public_id, role=role.value)
    return user


@transaction.atomic(durable=True)
def save_member(
    *, user_id: int, name: str, role: Role, language: str, active: bool, by: Actor, now: datetime
) -> User:
    """Change a member's name, role and language, or switch the account off.

    Raises `NoAdminLeft` rather than lock everybody out.
    """
    # All administrators at once, so that two of them cannot demote each other at the same moment.
    admins = set(
        User.objects.select_for_update(no_key=True)
        .filter(role=Role.ADMIN.value, is_active=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if admins == {user.pk} and not (active and role is Role.ADMIN):
        raise NoAdminLeft
    if not active or user.role != role.value:
        # Their open pages read on only with a new ticket, which tells what they may read now.
        disconnect(staff_bearer(user.public_id))
    user.name, user.role, user.language, user.is_active = name, role.value, language, active
    user.save(update_fields=["name", "role", "language", "is_active"])
    log_action(
        "MemberChanged",
        by=by, at=now, subject_kind="user", subject=user.public_id, role=role.value, active=active,
    )  # fmt: skip
    return user


@transaction.atomic(durable=True)
def record_invitation_link(user: User, *, by: Actor, now: datetime) -> None:
    """Write down that somebody was shown a link by which the user's password can be set.

    It seals the notes of an account that is in use.
    """
    seal_notes(user, by=by, now=now)
    log_action("InvitationLinkShown", by=by, at=now, subject_kind="user", subject=user.public_id)
