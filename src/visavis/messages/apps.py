"""Register messages with Django."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The ledger. Its label differs because Django has an app called messages."""

    name = "visavis.messages"
    label = "visavis_messages"
