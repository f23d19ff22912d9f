"""`visavis admin E-MAIL`: the way in to a practice that nobody can enter yet."""

import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from visavis.config.programs import NotRunnable
from visavis.lib import clock
from visavis.people.actors import THE_SYSTEM
from visavis.people.models import Role, User
from visavis.people.seal import (
    OPENED,
    SEALED,
    SECOND_STEP_RESET,
    break_seal,
    reset_second_factor,
    seal_notes,
    tell,
)


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
    sealed = existed and seal_notes(user, by=THE_SYSTEM, now=clock.now())
    user.role = Role.ADMIN.value
    user.is_active = True
    user.set_password(password)
    user.save()
    if sealed:
        tell(user, SEALED)
    done = "is an administrator again, with the new password" if existed else "is an administrator now"
    return f"{user.email} {done}: sign in at {_sign_in()}"


def reset_second_step(email: str) -> str:
    """Switch off the second step of somebody's sign-in. Returns a sentence.

    Raises:
        NotRunnable: nobody has this address.
    """
    user = _member(email)
    if not reset_second_factor(user, by=THE_SYSTEM, now=clock.now()):
        return f"{user.email} signs in without a second step already."
    return f"{user.email} signs in without a second step now{_told(tell(user, SECOND_STEP_RESET))}"


def open_notes(email: str) -> str:
    """Break glass: open somebody's sealed notes without their proof. Returns a sentence.

    Raises:
        NotRunnable: nobody has this address.
    """
    user = _member(email)
    if user.notes_sealed_at is None:
        return f"The notes of {user.email} are not sealed."
    break_seal(user, now=clock.now())
    return f"The notes of {user.email} are open; the audit log says so{_told(tell(user, OPENED))}"


def _told(mailed: bool) -> str:
    return ", and a mail told them." if mailed else ". No mail could be sent: please tell them yourself."


def _member(email: str) -> User:
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise NotRunnable(f"Nobody signs in as {email}.")
    return user


def _sign_in() -> str:
    from django.conf import settings
    from django.urls import reverse

    return f"{settings.VISAVIS.base_url}{reverse('account_login')}"
