"""`visavis admin E-MAIL`: the way in to a practice that nobody can enter yet."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from visavis.config.programs import NotRunnable
from visavis.people.models import Role, User


def read_password() -> str:
    """Ask in a terminal, without showing it; elsewhere read one line from standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise NotRunnable("The two passwords differ; nothing was changed.")
    return password


@transaction.atomic(durable=True)
def make_admin(*, email: str, password: str) -> str:
    """Make `email` an administrator with `password`, also when they are staff already. Returns a sentence.

    Raises:
        NotRunnable: the address or the password will not do.
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first()
    existed = user is not None
    user = user or User(email=email.lower())
    try:
        validate_email(email)
        validate_password(password, user)
    except ValidationError as error:
        raise NotRunnable(" ".join(error.messages)) from error
    user.role = Role.ADMIN.value
    user.is_active = True
    user.set_password(password)
    user.save()
    done = "is an administrator again, with the new password" if existed else "is an administrator now"
    return f"{user.email} {done}: sign in at {_sign_in()}"


def _sign_in() -> str:
    from django.conf import settings
    from django.urls import reverse

    return f"{settings.VISAVIS.base_url}{reverse('account_login')}"
