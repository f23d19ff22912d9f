"""API tokens: made once, shown once, kept only as a digest, and revoked by hand.

A token is as good as its owner: it has their role, and nobody's once the account is switched off.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from visavis.audit.log import log_action
from visavis.lib.errors import DomainError
from visavis.people.actors import Actor
from visavis.people.models import ApiToken, User

PREFIX = "visavis_"
"""So that people, and programs that look for secrets in code, know one when they see it."""

MAX_TOKENS = 20
LAST_USE_PRECISION = timedelta(minutes=5)
"""How exactly the last use is known: not every request has to write."""


class TooManyTokens(DomainError):
    """One person has a great many tokens."""

    code = "too_many_tokens"
    sentence = _("You have 20 tokens already. Revoke one that is not used any more.")


@transaction.atomic(durable=True)
def make_token(*, user: User, name: str, now: datetime) -> tuple[ApiToken, str]:
    """A new token of the user's own, and the only copy of its text. Raises `TooManyTokens`."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.api_tokens.filter(revoked_at=None).count() >= MAX_TOKENS:
        raise TooManyTokens
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=name, digest=_digest(text), ending=text[-4:], created_at=now
    )
    log_action(
        "ApiTokenMade", by=Actor.staff(user), at=now, subject_kind="api_token", subject=token.public_id
    )
    return token, text


@transaction.atomic(durable=True)
def revoke_token(*, token_id: int, by: Actor, now: datetime) -> None:
    """Let a token open nothing any more. Doing it twice changes nothing."""
    if ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=now):
        public_id = ApiToken.objects.values_list("public_id", flat=True).get(pk=token_id)
        log_action("ApiTokenRevoked", by=by, at=now, subject_kind="api_token", subject=public_id)


def tokens_for(user: User) -> QuerySet[ApiToken]:
    """The tokens that a member of staff may see and revoke: their own, all of them for an administrator.

    Those that still open something come first.
    """
    rows = ApiToken.objects.select_related("user").order_by(
        F("revoked_at").desc(nulls_first=True), "-created_at", "-pk"
    )
    return rows if user.is_admin else rows.filter(user=user)


def user_for_token(text: str, *, now: datetime) -> User | None:
    """Whose token this is, noting that it was used; None when it is revoked, unknown, or its owner gone."""
    found = (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(text), revoked_at=None, user__is_active=True)
        .first()
    )
    if found is None:
        return None
    if found.last_used_at is None or now - found.last_used_at >= LAST_USE_PRECISION:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now)
        ApiToken.objects.filter(unnoted, pk=found.pk).update(last_used_at=now)
    return found.user


def _digest(text: str) -> str:
    # 256 random bits need no slow digest: there is nothing to guess.
    return hashlib.sha256(text.encode()).hexdigest()
