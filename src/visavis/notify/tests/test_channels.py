"""Which channel carries what, by configuration."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.core import mail
from django.core.mail import get_connection, send_mail
from pytest_django import Settings

from visavis.config.env import EmailServer, SmsSettings
from visavis.notify.channels import NotConfigured, channel_for, configured
from visavis.notify.contract import MESSAGE
from visavis.notify.email.smtp import SmtpChannel
from visavis.notify.outbox.channel import OutboxChannel
from visavis.notify.outbox.models import OutboxItem
from visavis.notify.port import ChannelError
from visavis.notify.sms.gateways import GATEWAYS
from visavis.notify.sms.http import HttpChannel

SERVER = EmailServer("mail.example", 587, "", "", "starttls")
OPTIONS = {"url": "https://sms.example/send", "token": "token", "body": '{"to": "$to"}'}
BACKEND = "visavis.notify.email.backend.ChannelBackend"


def set_up(settings: Settings, **changes: object) -> None:
    settings.VISAVIS = replace(settings.VISAVIS, **changes)


def test_mail_goes_by_smtp_where_a_server_is_set_even_in_the_demo(settings: Settings) -> None:
    for demo in (False, True):
        set_up(settings, email=SERVER, demo=demo)
        assert isinstance(channel_for("email"), SmtpChannel)


def test_the_demo_without_a_server_keeps_mail_in_its_outbox(settings: Settings) -> None:
    set_up(settings, email=None, demo=True, sms=SmsSettings("outbox"))
    assert isinstance(channel_for("email"), OutboxChannel)
    assert isinstance(channel_for("sms"), OutboxChannel)


def test_a_missing_channel_names_the_variable_and_loses_nothing(settings: Settings) -> None:
    set_up(settings, email=None, demo=False, sms=SmsSettings())
    for name, variable in (("email", "VISAVIS_EMAIL_URL"), ("sms", "VISAVIS_SMS")):
        channel = channel_for(name)
        assert isinstance(channel, NotConfigured)
        assert not configured(name)
        with pytest.raises(ChannelError, match=variable) as refused:
            channel.send(MESSAGE)
        assert (refused.value.permanent, refused.value.configured) == (False, False)


def test_text_messages_go_through_the_gateway(settings: Settings) -> None:
    set_up(settings, sms=SmsSettings("http", OPTIONS))
    assert isinstance(channel_for("sms"), HttpChannel)
    assert configured("sms")


def test_a_channel_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="fax"):
        channel_for("fax")


@pytest.mark.django_db
def test_django_s_own_mails_leave_by_the_same_channel(settings: Settings) -> None:
    set_up(settings, email=None, demo=True)
    settings.EMAIL_BACKEND = BACKEND
    send_mail("Your password", "Set a new one: https://x.example/", None, ["Olena <olena@example.org>"])
    item = OutboxItem.objects.get()
    assert (item.to, item.to_name, item.subject) == ("olena@example.org", "Olena", "Your password")


def test_django_s_mails_fail_loudly_unless_asked_to_be_silent(settings: Settings) -> None:
    set_up(settings, email=None, demo=False)
    message = mail.EmailMessage("Subject", "Text", None, ["olena@example.org"])
    with pytest.raises(ChannelError):
        get_connection(BACKEND).send_messages([message])
    assert get_connection(BACKEND, fail_silently=True).send_messages([message]) == 0


def test_each_gateway_is_a_module_of_its_name() -> None:
    for name, gateway in GATEWAYS.items():
        module = import_module(f"visavis.notify.sms.{name}")
        assert gateway.name == name
        assert gateway in vars(module).values()
