"""When the consultation of these tests is, who acts in it, and what the pages of both say."""

from datetime import datetime, timedelta

from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.calls.services import Heartbeat, record_heartbeat
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.waiting.models import Device

START = MONDAY + timedelta(hours=2)
END = START + timedelta(minutes=50)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def user_of(appointment: Appointment) -> User:
    """The specialist's account."""
    assert appointment.specialist.user is not None
    return appointment.specialist.user


def send_heartbeat(appointment: Appointment, party: Party, now: datetime, *, connected: bool = False) -> bool:
    """What a page says every ten seconds; False when it is told that the consultation is over."""
    heartbeat = Heartbeat(
        party.value, visible=True, connected=connected, camera=Device.ON, microphone=Device.ON
    )
    return record_heartbeat(appointment_id=appointment.pk, party=party, heartbeat=heartbeat, now=now)
