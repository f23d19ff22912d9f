"""The demo's outbox: a channel like the others, and one that exists nowhere else."""

from dataclasses import replace

import pytest
from django.conf import settings
from pytest_django import Settings

from visavis.notify.contract import MESSAGE, ChannelContract, OtherSide
from visavis.notify.outbox.channel import NotTheDemo, OutboxChannel
from visavis.notify.outbox.models import OutboxItem
from visavis.notify.port import ChannelName, OutgoingMessage

pytestmark = pytest.mark.django_db


class Table(OtherSide):
    def arrived(self) -> list[OutgoingMessage]:
        names = [name for name in OutgoingMessage.__dataclass_fields__ if name != "calendar"]
        rows = OutboxItem.objects.order_by("id")
        return [
            OutgoingMessage(calendar=bytes(row.calendar), **{name: getattr(row, name) for name in names})
            for row in rows
        ]


class TestOutbox(ChannelContract):
    carries = tuple(OutgoingMessage.__dataclass_fields__)
    message = replace(MESSAGE, calendar=b"BEGIN:VCALENDAR", calendar_method="REQUEST")

    @pytest.fixture
    def channel(self, settings: Settings) -> OutboxChannel:
        settings.VISAVIS = replace(settings.VISAVIS, demo=True)
        return OutboxChannel(ChannelName.EMAIL)

    @pytest.fixture
    def other_side(self) -> Table:
        return Table()


def test_outside_the_demo_the_outbox_refuses_to_exist() -> None:
    assert not settings.VISAVIS.demo
    with pytest.raises(NotTheDemo):
        OutboxChannel(ChannelName.EMAIL)
