"""Changing a service never changes what was booked."""

from datetime import timedelta

import pytest
import time_machine

from tests import personas
from tests.personas import MONDAY
from tests.team import make_team
from visavis.booking.models import Appointment
from visavis.booking.services import move_by_client, move_by_staff
from visavis.booking.view_models import web_calendars
from visavis.schedule.models import Door, Place, Service

pytestmark = pytest.mark.django_db


@time_machine.travel(MONDAY, tick=False)
def test_a_changed_service_leaves_place_door_length_and_price_of_what_was_booked() -> None:
    team = make_team()
    service = team.service
    service.place, service.address, service.price_label = Place.IN_PERSON.value, "Old street 1", "900 UAH"
    service.save()
    made = personas.booked(service, MONDAY + timedelta(hours=2))
    Service.objects.update(
        place=Place.VIDEO.value,
        address="New street 2",
        price_label="1200 UAH",
        door=Door.OPEN.value,
        duration_min=20,
    )
    row = Appointment.objects.select_related("service", "specialist").get(pk=made.pk)
    assert (row.by_video, row.address, row.price_label) == (False, "Old street 1", "900 UAH")
    assert row.door_opens_before is None
    assert row.slot.duration == timedelta(minutes=50)
    assert "Old+street" in web_calendars(row)[0][1]
    page = team.signed_in("reception").get(f"/desk/appointments/{row.public_id}/").text
    assert "Old street 1" in page
    assert "900 UAH" in page
    assert "1200 UAH" not in page


@time_machine.travel(MONDAY, tick=False)
def test_staff_see_after_a_change_which_coming_appointments_were_booked_before_it() -> None:
    team = make_team()
    made = personas.booked(team.service, MONDAY + timedelta(hours=2))
    path = f"/desk/services/{team.service.public_id}/"
    browser = team.signed_in("olena")
    assert "booked-otherwise" not in browser.get(path).text
    Service.objects.filter(pk=team.service.pk).update(price_label="1200 UAH")
    assert f"/desk/appointments/{made.public_id}/" in browser.get(path).text


@time_machine.travel(MONDAY, tick=False)
def test_staff_see_that_an_appointment_moved_on_the_wall() -> None:
    team = make_team()
    made = personas.booked(team.service, MONDAY + timedelta(hours=2))
    path, browser = f"/desk/appointments/{made.public_id}/", team.signed_in("reception")
    assert "changed by law" not in browser.get(path).text
    # As if it had been booked under another law.
    Appointment.objects.update(booked_local_time="2026-12-07 09:00")
    assert "it was booked for Mon 7 Dec, 09:00" in browser.get(path).text


@time_machine.travel(MONDAY, tick=False)
def test_moving_keeps_the_length_that_was_booked_for_client_and_staff() -> None:
    team = make_team()
    made = personas.booked(team.service, MONDAY + timedelta(hours=26))
    Service.objects.filter(pk=team.service.pk).update(duration_min=20)
    row = Appointment.objects.select_related("service", "specialist").get(pk=made.pk)
    assert row.slot.duration == timedelta(minutes=50)
    slot = row.slot_from(MONDAY + timedelta(hours=51))
    by_staff = move_by_staff(appointment_id=row.pk, slot=slot, by=personas.by(), now=MONDAY)
    assert by_staff.slot == slot
    back = row.slot_from(MONDAY + timedelta(hours=26))
    assert move_by_client(appointment_id=row.pk, slot=back, now=MONDAY).slot.duration == slot.duration
