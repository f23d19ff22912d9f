"""How long the ledger keeps where a message went."""

from visavis.lib.retention import Rule
from visavis.messages.lifecycle import QUEUED
from visavis.messages.models import Message

RULES = (
    Rule(
        "addresses and numbers of messages that were sent",
        ("visavis_messages.Message",),
        lambda keep, now: (
            Message.objects.exclude(state__in=QUEUED)
            .exclude(address="")
            .filter(due_at__lt=now - keep.addresses)
        ),
        clear={"address": ""},
    ),
)
