"""How staff sign in: nobody makes an account for themselves, and secrets are encrypted at rest."""

import base64
import hashlib
import logging
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from visavis.notify.port import ChannelError
from visavis.people.limits import address_of
from visavis.people.models import User
from visavis.practice.models import Practice

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by the practice's admin, never by a stranger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Sign-up is closed."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count; a forwarded one only from our own proxy."""
        return address_of(request)

    def format_email_subject(self, subject: str) -> str:
        """As it is: the sender's name says whose mail it is."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By our own address: the one that was asked at may name another port, or the local machine."""
        path: str = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.VISAVIS.base_url + path.replace("UID-KEY", quote(key))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """In the language of the one who gets it, with the practice's name.

        Where mail cannot leave the house the page is as ever: an error would tell who has an account.
        """
        context = {**context, "practice": Practice.current()}
        try:
            with override(user.language):
                super().send_password_reset_mail(user, email, context)
        except ChannelError as error:
            log.warning("A link for a new password was not sent: %s", error)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors, encrypted with a key that does not lie in the database."""

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
