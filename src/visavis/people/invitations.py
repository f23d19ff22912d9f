"""The link by which a member of the team sets a password, and the mails that bring it."""

import logging

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from visavis.notify.channels import configured
from visavis.notify.port import ChannelError, ChannelName
from visavis.people.models import User
from visavis.practice.models import Practice

log = logging.getLogger(__name__)


def invitation_link(user: User) -> str:
    """The whole address; good for three days and void once the password is set."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    names = {"uidb36": user_pk_to_url_str(user), "key": token}
    path: str = reverse("account_reset_password_from_key", kwargs=names)
    return f"{settings.VISAVIS.base_url}{path}"


def mail_new_password(user: User) -> None:
    """Send the link to a user who says that they forgot their password, in their language.

    Raises:
        ChannelError: the mail was not taken.
    """
    with override(user.language):
        words = {"practice": Practice.current(), "password_reset_url": invitation_link(user)}
        subject = render_to_string("account/email/password_reset_key_subject.txt", words).strip()
        text = render_to_string("account/email/password_reset_key_message.txt", words).strip()
    send_mail(subject, text, None, [user.email])


def mail_invitation(user: User, link: str) -> bool:
    """Send the link in the user's language; False where mail cannot leave the house just now."""
    if not configured(ChannelName.EMAIL):
        return False
    with override(user.language):
        practice = Practice.current().name
        subject = _("Your account at %(practice)s") % {"practice": practice}
        text = _(
            "An account was made for you at %(practice)s. Set your password here within three days:\n\n"
            "%(link)s\n\nAfter that you sign in with this address."
        ) % {"practice": practice, "link": link}
    try:
        send_mail(subject, text, None, [user.email])
    except ChannelError as error:
        log.warning("An invitation was not sent: %s", error)
        return False
    return True
