"""A program books for a client whose contact the practice has confirmed first."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests import personas
from tests.personas import MONDAY
from visavis.api.tests.programs import World, post, program, wanted
from visavis.booking.models import Appointment
from visavis.booking.services import confirm_contact
from visavis.people.links import LinkSource, personal_link

ADDRESS = "/api/appointments"


def test_it_is_held_until_the_client_confirms_on_the_page_behind_the_link(world: World) -> None:
    personas.practice(confirm_contact=True)
    answer = post(program(), ADDRESS, wanted(world.service))
    assert answer.status_code == 201
    made = answer.json()["appointment"]
    kept_until = (MONDAY + timedelta(minutes=30)).astimezone(ZoneInfo("Europe/Berlin"))
    assert (made["state"], made["held_until"]) == ("held", kept_until.isoformat())
    row = Appointment.objects.get(public_id=made["id"])
    # The link in a program's hands books nothing: the client presses on the page.
    link = personal_link(row.public_id, row.link_generation, source=LinkSource.EMAIL)
    assert post(program(), "/api/grants", {"token": link}).status_code == 201
    bearer = program(answer.json()["grant"])
    assert post(bearer, f"{ADDRESS}/{row.public_id}/cancel", {}).status_code == 409
    assert bearer.get(f"{ADDRESS}/{row.public_id}").json()["state"] == "held"
    confirm_contact(appointment_id=row.pk, source=LinkSource.EMAIL, generation=1, now=MONDAY)
    booked = bearer.get(f"{ADDRESS}/{row.public_id}").json()
    assert (booked["state"], booked["held_until"]) == ("scheduled", None)


def test_staff_confirm_what_they_book_themselves(world: World) -> None:
    personas.practice(confirm_contact=True)
    answer = post(world.program("reception"), ADDRESS, wanted(world.service))
    assert answer.json()["appointment"]["state"] == "scheduled"
