"""A consultation that starts now."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.audit.models import AuditEntry
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.desk.tests.desk_pages import SignedIn, conflict_keys, page_text
from visavis.messages.models import Message
from visavis.people.links import personal_link
from visavis.schedule.models import Place, Service

pytestmark = pytest.mark.django_db
NIGHT = MONDAY + timedelta(hours=17, minutes=3, seconds=25)


def typed(service: Service, **changes: str) -> dict[str, Any]:
    known = {"name": "Ivan Petrenko", "email": "", "phone": "", "language": "uk", "zone": "Europe/Kyiv"}
    return {"service": str(service.public_id), **known, **changes}


@time_machine.travel(NIGHT, tick=False)
def test_a_name_is_enough_at_any_hour_and_the_link_is_there_at_once(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    assert "Consultation now" in desk.get("/desk/start-now/").content.decode()
    answer = desk.post("/desk/start-now/", typed(team.service))
    made = Appointment.objects.get()
    assert made.lifecycle is State.SCHEDULED
    assert made.starts_at == NIGHT.replace(second=0)
    assert made.slot.duration == team.service.duration
    assert not made.overbooked
    assert answer["Location"] == f"/desk/appointments/{made.public_id}/link/"
    page = desk.get(answer["Location"]).content.decode()
    assert personal_link(made.public_id, made.link_generation) in page
    assert f"/desk/appointments/{made.public_id}/room/" in page
    assert not Message.objects.filter(recipient="client").exists()
    assert AuditEntry.objects.filter(action="PersonalLinkShown", subject=made.public_id).exists()


@time_machine.travel(NIGHT, tick=False)
def test_who_has_an_address_is_written_to_as_well(signed_in: SignedIn, team: Team) -> None:
    signed_in("olena").post("/desk/start-now/", typed(team.service, email="ivan@example.org"))
    kinds = Message.objects.filter(recipient="client").values_list("kind", "state")
    assert ("scheduled", "due") in kinds
    assert {state for kind, state in kinds if kind == "reminder"} <= {"skipped"}


def test_what_lies_in_the_way_is_said_and_taken_only_knowingly(signed_in: SignedIn, team: Team) -> None:
    with time_machine.travel(NIGHT, tick=False):
        personas.booked_by_staff(team.service, NIGHT + timedelta(minutes=30), now=NIGHT)
        desk = signed_in("olena")
        answer = desk.post("/desk/start-now/", typed(team.service))
        assert answer.status_code == 422
        assert "This overlaps another appointment: Ivan Petrenko, Tue 8 Dec, 01:33" in page_text(
            answer.content
        )
        assert "Ivan Petrenko" in answer.content.decode()
        assert 'type="checkbox" name="override"' in answer.content.decode()
        assert Appointment.objects.count() == 1
        assert desk.post("/desk/start-now/", typed(team.service, override="on")).status_code == 422
        sent = typed(team.service, override="on", acknowledged=conflict_keys(answer.content))
        assert desk.post("/desk/start-now/", sent).status_code == 302
        assert Appointment.objects.latest("id").overbooked


def test_a_service_in_person_or_of_a_colleague_is_none(signed_in: SignedIn, team: Team) -> None:
    desk = signed_in("olena")
    assert desk.post("/desk/start-now/", typed(team.petros_service)).status_code == 422
    Service.objects.filter(pk=team.service.pk).update(place=Place.IN_PERSON.value)
    assert desk.post("/desk/start-now/", typed(team.service)).status_code == 422
    assert "No service by video yet" in desk.get("/desk/start-now/").content.decode()
    assert not Appointment.objects.exists()


def test_text_messages_need_a_number_and_a_name_is_needed(signed_in: SignedIn, team: Team) -> None:
    answer = signed_in("olena").post("/desk/start-now/", typed(team.service, name="", sms="on"))
    assert answer.status_code == 422
    assert "Give the client&#x27;s name." in answer.content.decode()
    assert "Text messages need a phone number" in answer.content.decode()
