"""Staff: everyone who signs in. Clients need no account and have none."""

import uuid
from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a member of the practice may do; the rules are in each feature's `access.py`."""

    ADMIN = "admin"
    RECEPTION = "reception"
    SPECIALIST = "specialist"


ROLE_NAMES = {
    Role.ADMIN: _("Administrator"),
    Role.RECEPTION: _("Reception"),
    Role.SPECIALIST: _("Specialist"),
}


class Users(BaseUserManager["User"]):
    """Make users; the address is the name one signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a member of staff. Without a password they cannot sign in until they set one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator; Django's own commands ask for this name."""
        return self.create_user(email, password, **{"role": Role.ADMIN.value, **fields})


class User(AbstractBaseUser, PermissionsMixin):
    """A member of the practice who signs in."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    role = models.CharField(
        _("Role"),
        max_length=12,
        default=Role.SPECIALIST.value,
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
    )
    language = models.CharField(_("Language"), max_length=8, default="en", choices=settings.LANGUAGES)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    notes_sealed_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when a password by another's hand seals the notes"
    )
    password_before = models.CharField(
        max_length=128, blank=True, editable=False, help_text="The hash of the password that opens them"
    )

    objects = Users()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_admin(self) -> bool:
        """Whether this person runs the practice."""
        return self.role == Role.ADMIN

    @property
    def may_edit_services(self) -> bool:
        """Whether this person decides what a specialist offers."""
        return self.role != Role.RECEPTION

    @property
    def sees_everyone(self) -> bool:
        """Whether this person works with all specialists' days, not only with their own."""
        return self.role in {Role.ADMIN, Role.RECEPTION}
