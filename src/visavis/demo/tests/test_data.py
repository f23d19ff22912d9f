"""The demo's practice loads at any time of any day and looks like one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import override_settings
from django.urls import path

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.calls.models import ConnectedInterval
from visavis.config.env import Env
from visavis.demo.data import consultation_now, load_demo_data
from visavis.demo.links import demo_links
from visavis.messages.content.addressees import addressee_of
from visavis.messages.models import Message
from visavis.notes.models import Draft, SharedSummary
from visavis.people.models import Specialist, User
from visavis.people.one_time_sign_in import sign_in_once
from visavis.people.phone import e164
from visavis.schedule.models import Place
from visavis.waiting.services import enter_waiting_room

pytestmark = pytest.mark.django_db

# The one address that there is only when the program starts as the demo.
urlpatterns = [path("account/one-time/<str:token>/", sign_in_once, name="account_one_time_sign_in")]


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 22, 18, 30, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    ],
)
def test_the_practice_has_a_past_and_a_future(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        load_demo_data()
    assert Specialist.objects.count() == 3
    assert User.objects.filter(role="admin").count() == 1
    assert Appointment.objects.filter(starts_at__lt=now, state="completed").count() >= 10
    assert Appointment.objects.filter(state="no_show").exists()
    assert Appointment.objects.filter(starts_at__gt=now, state="scheduled").count() >= 5
    assert Appointment.objects.filter(state="requested").exists()
    assert not Appointment.objects.filter(overbooked=True).exists()
    ivan = Appointment.objects.filter(client_email="ivan@demo.example", starts_at__lt=now)
    assert Draft.objects.filter(appointment__in=ivan, kind="note").count() == 4
    assert SharedSummary.objects.filter(appointment__in=ivan).count() == 1


def test_the_past_is_told_as_it_was() -> None:
    now = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        load_demo_data()
    over = Appointment.objects.filter(ends_at__lt=now)
    states = set(
        Message.objects.filter(appointment__in=over, due_at__lte=now).values_list("state", flat=True)
    )
    assert states == {"sent"}
    by_video = over.filter(state=State.COMPLETED.value, service__place=Place.VIDEO.value)
    assert by_video.exists()
    talked = ConnectedInterval.objects.filter(appointment__in=by_video).values("appointment").distinct()
    assert talked.count() == by_video.count()


def test_the_consultation_now_is_made_once_and_anew_when_it_is_over() -> None:
    now = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        load_demo_data()
    first = consultation_now(now=now)
    assert consultation_now(now=now + timedelta(minutes=1)) == first
    assert consultation_now(now=now + timedelta(hours=2)) != first


def test_whoever_waits_in_the_demo_is_told_of_by_a_text_message(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    outbox = Env.read({"VISAVIS_DEMO": "1", "VISAVIS_VAR": str(tmp_path)}).sms
    with (
        time_machine.travel(now, tick=False),
        override_settings(VISAVIS=replace(settings.VISAVIS, sms=outbox)),
    ):
        load_demo_data()
        # Written as the form for staff writes it.
        for specialist in Specialist.objects.all():
            assert e164(specialist.phone, "") == specialist.phone
        consultation = consultation_now(now=now)
        enter_waiting_room(appointment_id=consultation.pk, now=now)
    planned = Message.objects.filter(appointment=consultation, kind="client_waiting", state="due")
    first = planned.earliest("due_at")
    assert (first.channel, first.recipient) == ("sms", "specialist")
    assert now < first.due_at < now + timedelta(minutes=10)
    assert addressee_of(first).address == "+380671110011"


def test_the_demo_starts_again_after_its_visitor_changed_who_works_there() -> None:
    now = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    with (
        time_machine.travel(now, tick=False),
        override_settings(VISAVIS=replace(settings.VISAVIS, demo=True), ROOT_URLCONF=__name__),
    ):
        load_demo_data()
        User.objects.create_user("second@demo.example", None, name="Second", role="admin")
        Specialist.objects.update(name="Another name")
        Specialist.objects.filter(pk=Specialist.objects.earliest("pk").pk).update(user=None)
        assert len(demo_links("http://localhost:8000")) == 5
