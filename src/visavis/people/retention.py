"""How long clients without appointments, sessions and used links are kept."""

from django.contrib.sessions.models import Session

from visavis.lib.retention import Rule
from visavis.people.models import Client, OneTimeSignIn

RULES = (
    Rule(
        "clients without any appointment",
        ("people.Client",),
        lambda keep, now: Client.objects.filter(appointments=None, created_at__lt=now - keep.requests),
    ),
    Rule(
        "sessions that are over",
        ("sessions.Session",),
        lambda _, now: Session.objects.filter(expire_date__lt=now),
    ),
    Rule(
        "sign-in links of the demo",
        ("people.OneTimeSignIn",),
        lambda keep, now: OneTimeSignIn.objects.filter(expires_at__lt=now - keep.holds),
    ),
)
