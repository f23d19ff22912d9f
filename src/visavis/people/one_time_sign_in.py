"""One-time sign-in: how the demo lets its visitor into the desk without a password.

It does not exist outside the demo: no link can be made, and there is no address to open one at.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from visavis.lib import clock
from visavis.people.access import for_everyone
from visavis.people.models import OneTimeSignIn, User

VALID_FOR = timedelta(hours=2)
"""Long enough to look at the client's side first."""


class DemoOnly(RuntimeError):
    """One-time sign-in was asked for outside the demo."""


@sensitive_variables("token")
def one_time_link(user: User, *, now: datetime, next_path: str = "") -> str:
    """A new address that signs `user` in once within `VALID_FOR` and leads to the path `next_path`.

    Raises `DemoOnly`.
    """
    if not settings.VISAVIS.demo:
        raise DemoOnly
    token = secrets.token_urlsafe(24)
    OneTimeSignIn.objects.create(
        digest=_digest(token), user=user, next_path=next_path, expires_at=now + VALID_FOR
    )
    path: str = reverse("account_one_time_sign_in", args=[token])
    return f"{settings.VISAVIS.base_url}{path}"


@for_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows a button and changes nothing, for whatever opens links by itself; the POST signs in."""
    if not settings.VISAVIS.demo:
        raise Http404
    if request.method != "POST":
        is_good = _found(token, now=clock.now()) is not None
        return render(request, "account/one_time_sign_in.html", {"good": is_good})
    used = redeem(token, now=clock.now())
    if used is None:
        return render(request, "account/one_time_sign_in.html", {"good": False}, status=410)
    login(request, used.user)
    return redirect(used.next_path or settings.LOGIN_REDIRECT_URL)


@transaction.atomic(durable=True)
def redeem(token: str, *, now: datetime) -> OneTimeSignIn | None:
    """Mark a link as used; None when it is unknown, too old, or was used before."""
    found = _found(token, now=now)
    # Of two that arrive together one finds `used_at` set already.
    if found and OneTimeSignIn.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
        return found
    return None


def _found(token: str, *, now: datetime) -> OneTimeSignIn | None:
    good = OneTimeSignIn.objects.select_related("user").filter(used_at=None, expires_at__gt=now)
    return good.filter(digest=_digest(token), user__is_active=True).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
