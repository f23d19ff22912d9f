"""Notes are sealed when somebody else's hand gives an account a new password, until its owner proves herself.

What proves it: the password from before, or one of the recovery codes from before. `visavis admin
--open-notes` is the way in when both are lost; it is audited, and told by mail.
"""

import logging
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password
from django.core.mail import send_mail
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from visavis.audit.log import log_action
from visavis.lib.errors import DomainError, NotAllowed
from visavis.notify.channels import configured
from visavis.notify.port import ChannelError, ChannelName
from visavis.people.actors import THE_SYSTEM, Actor
from visavis.people.models import User
from visavis.people.rate_limits import check_rate

log = logging.getLogger(__name__)

TRIES, PER = 5, timedelta(hours=1)
SEALED = _(
    "Somebody else made a way to a new password for your account. Your notes are sealed until you show, on"
    " the page of your account, that it is you. If you did not ask for it, please speak with the practice."
)
OPENED = _("Your notes were opened by the command of whoever looks after the server.")
SECOND_STEP_RESET = _(
    "Somebody else switched off the second step of your sign-in. If you did not ask for it, please speak with"
    " the practice, and switch it on again."
)


class NotesSealed(NotAllowed):
    """The account got a new password by another's hand."""

    code = "notes_sealed"
    heading = _("Your notes are sealed")
    sentence = _(
        "Your notes are sealed, because somebody else made a way to a new password for your account. Your"
        " password from before, or one of your recovery codes from before, opens them again."
    )
    where_next = "/account/notes/"
    next_words = _("Show that it is you")


class NoProof(DomainError):
    """Neither the password from before nor a recovery code from before."""

    code = "no_proof"
    sentence = _("This is neither your password from before nor one of your recovery codes from before.")


def seal_notes(user: User, *, by: Actor, now: datetime) -> bool:
    """Seal the notes of an account in use, within the caller's transaction; False without a password.

    What opens a seal is from before the first of several.
    """
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not row.has_usable_password():
        return False
    if row.notes_sealed_at is None:
        row.notes_sealed_at, row.password_before = now, row.password
        row.save(update_fields=["notes_sealed_at", "password_before"])
    user.notes_sealed_at, user.password_before = row.notes_sealed_at, row.password_before
    log_action("NotesSealed", by=by, at=now, subject_kind="user", subject=user.public_id)
    return True


@transaction.atomic(durable=True)
def open_notes(user: User, proof: str, *, now: datetime) -> None:
    """Open the seal with the password or a recovery code from before. Raises `NoProof`, `RateLimited`."""
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if row.notes_sealed_at is None:
        return
    if not (check_password(proof, row.password_before) or _is_code_from_before(row, proof)):
        raise NoProof
    _open(row, by=Actor.staff(user), now=now)


def limit_proofs(user: User, *, now: datetime) -> None:
    """Count one try. Raises `RateLimited`."""
    check_rate(f"open notes {user.pk}", limit=TRIES, per=PER, now=now)


@transaction.atomic(durable=True)
def break_seal(user: User, *, now: datetime) -> None:
    """Open the seal without a proof: for whoever holds the server, and told by the caller."""
    row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _open(row, by=THE_SYSTEM, now=now)


@transaction.atomic(durable=True)
def reset_second_factor(user: User, *, by: Actor, now: datetime) -> bool:
    """Switch off the second step of a sign-in, for a lost phone. False where none was on.

    Recovery codes stay: they still open sealed notes.
    """
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if not factors.delete()[0]:
        return False
    log_action("SecondFactorReset", by=by, at=now, subject_kind="user", subject=user.public_id)
    return True


def tell(user: User, text: str | Promise) -> bool:
    """Tell an account's owner by mail what was done to it; False where mail cannot leave the house now."""
    if not configured(ChannelName.EMAIL):
        return False
    with override(user.language):
        subject, body = str(_("Your account was changed")), str(text)
    try:
        send_mail(subject, body, None, [user.email])
    except ChannelError as error:
        log.warning("A notice about an account was not sent: %s", error)
        return False
    return True


def _open(row: User, *, by: Actor, now: datetime) -> None:
    row.notes_sealed_at, row.password_before = None, ""
    # Links to a new password that are still out are void from here on.
    row.last_login = now
    row.save(update_fields=["notes_sealed_at", "password_before", "last_login"])
    log_action("NotesOpened", by=by, at=now, subject_kind="user", subject=row.public_id)


def _is_code_from_before(row: User, code: str) -> bool:
    found = Authenticator.objects.filter(
        user=row, type=Authenticator.Type.RECOVERY_CODES, created_at__lt=row.notes_sealed_at
    ).first()
    return found is not None and bool(found.wrap().validate_code(code.strip()))
