"""How staff sign in: nobody makes an account for themselves, and secrets are encrypted at rest."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from visavis.lib import clock
from visavis.live.stream_names import staff_bearer
from visavis.live.subscribe import disconnect
from visavis.people.known_devices import check_sign_in, forgive_sign_in, remember_device
from visavis.people.models import User
from visavis.people.rate_limits import RateLimited, client_ip

WRONG_CODE = _("This code does not fit, or is too old. Type the one that the app shows now.")
WRONG_PASSWORD = _("This is not the password you sign in with. Type it once more.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by the practice's admin, never by a stranger."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This address and this password do not belong together. Check both, or set a new password."
        ),
        "enter_current_password": WRONG_PASSWORD,
        "incorrect_code": WRONG_CODE,
        "incorrect_password": WRONG_PASSWORD,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Sign-up is closed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count; a forwarded one only from our own proxy."""
        return client_ip(request)

    def format_email_subject(self, subject: str) -> str:
        """As it is: the sender's name says whose mail it is."""
        return subject

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt by our own counters: allauth counts for an address whoever tries it."""
        try:
            self.counted = check_sign_in(request, credentials.get("email", ""), now=clock.now())
        except RateLimited:
            raise self.validation_error("too_many_login_attempts") from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user of an address and a password; only what was wrong stays counted."""
        user = super().authenticate(request, **credentials)
        if user:
            forgive_sign_in(self.counted, now=clock.now())
        return user

    def logout(self, request: HttpRequest) -> None:
        """Sign out; what this browser's open pages hear live ends at once."""
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            disconnect(staff_bearer(user.public_id))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponseBase:
        """Go on after signing in, and know this device from now on."""
        response: HttpResponseBase = super().post_login(request, user, **more)
        remember_device(response, request, user.email)
        return response


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors, encrypted with a key that does not lie in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """Encrypt a second factor's secret for storage."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt what `encrypt` made, also with a key that was rotated out."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    keys: list[Any] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"visavis.mfa" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
