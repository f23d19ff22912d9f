"""Pages of the desk that say more once a law or a service has changed."""

from tests.roles.visitors import World
from visavis.booking.models import Appointment
from visavis.schedule.models import Place, Service


def after_changes(world: World) -> dict[str, str]:
    """Bring both changes about; the pages that say so, each with words of it in Ukrainian."""
    Appointment.objects.update(booked_local_time="2030-01-01T10:00", shifted_local_time="2030-01-01T11:00")
    Service.objects.update(place=Place.IN_PERSON.value, address="вулиця Нова, 2")
    own = f"/desk/appointments/{world.appointment.public_id}/"
    law = dict.fromkeys(["/desk/clock-changes/", "/desk/", own], "годинник")
    return law | {f"/desk/services/{world.things['services']}/": "вулиця Нова, 2"}
