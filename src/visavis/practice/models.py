"""One row: the practice that this deployment serves."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from visavis.lib.db import WholeRows
from visavis.lib.retention import Periods

DEFAULT_REMINDERS_MIN = [24 * 60, 60, 15]


def default_reminders() -> list[int]:
    """Minutes before the start at which clients are reminded, unless the practice says otherwise."""
    return list(DEFAULT_REMINDERS_MIN)


class Practice(models.Model):
    """What clients see of the practice as a whole, and the policies that hold for all of it."""

    name = models.CharField(_("Name"), max_length=120)
    tagline = models.CharField(_("One sentence about the practice"), max_length=200, blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    emergency_line = models.CharField(
        _("Emergency line"),
        max_length=200,
        blank=True,
        help_text=_("Shown on every client page and in every message, for instance a crisis line."),
    )
    reply_to = models.EmailField(_("Address for replies"), blank=True)
    country = models.CharField(_("Country, for phone numbers"), max_length=2, default="UA")
    language = models.CharField(_("Language"), max_length=8, default="en", choices=settings.LANGUAGES)
    accent = models.CharField(
        _("Accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour like #17695a."))],
    )
    reminders_min = models.JSONField(default=default_reminders)
    room_opens_min = models.PositiveSmallIntegerField(_("The waiting room opens, minutes before"), default=15)
    hold_min = models.PositiveSmallIntegerField(_("A slot is kept for, minutes"), default=10)
    confirm_contact = models.BooleanField(
        _("Clients confirm their address before a time is theirs"), default=False
    )
    proof_of_work = models.BooleanField(
        _("Strangers' browsers do a small calculation before they book"), default=False
    )
    alert_after_min = models.PositiveSmallIntegerField(
        _("A specialist is alerted when a client has waited for, minutes"), default=3
    )
    alert_others_after_min = models.PositiveSmallIntegerField(
        _("Reception and admins are alerted too when a client has waited for, minutes"), default=5
    )
    sms_per_day = models.PositiveSmallIntegerField(_("Text messages within 24 hours, at most"), default=200)
    request_expires_h = models.PositiveSmallIntegerField(
        _("A request without an answer ends after, hours"), default=48
    )
    keep_holds_days = models.PositiveSmallIntegerField(
        _("Held and never booked times are kept for, days"), default=7
    )
    keep_requests_days = models.PositiveSmallIntegerField(
        _("Requests without an answer, and clients without appointments, are kept for, days"), default=365
    )
    keep_addresses_days = models.PositiveSmallIntegerField(
        _("Where messages went is kept for, days"), default=90
    )
    keep_technical_days = models.PositiveSmallIntegerField(
        _("Who was in which room, and how connections were, is kept for, days"), default=365
    )
    video_provider = models.CharField(
        _("Video calls are carried by"),
        max_length=16,
        blank=True,
        help_text=_("Empty: as the operator chose."),
    )
    keep_audit_years = models.PositiveSmallIntegerField(_("The audit log is kept for, years"), default=10)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="there_is_one_practice"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def alert_after(self) -> timedelta:
        """How long a client waits unanswered before the specialist is sent a message."""
        return timedelta(minutes=self.alert_after_min)

    @property
    def alert_others_after(self) -> timedelta:
        """How long a client waits unanswered before reception and admins hear of it."""
        return timedelta(minutes=self.alert_others_after_min)

    @property
    def retention(self) -> Periods:
        """How long things are kept."""
        return Periods(
            holds=timedelta(days=self.keep_holds_days),
            requests=timedelta(days=self.keep_requests_days),
            addresses=timedelta(days=self.keep_addresses_days),
            technical=timedelta(days=self.keep_technical_days),
            audit=timedelta(days=366 * self.keep_audit_years),
        )

    @classmethod
    def current(cls) -> "Practice":
        """The practice; a new deployment gets a blank one that its admin fills in."""
        # There is one row at most, and every page asks.
        return _PRACTICE.first() or cls(pk=1, name=str(_("Our practice")))


_PRACTICE = WholeRows(Practice)
