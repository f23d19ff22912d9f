"""What the tests of waiting and answering look at. Read after Django is set up."""

from datetime import timedelta

from tests.personas import MONDAY
from visavis.booking.models import Appointment
from visavis.calls.services import Heartbeat, record_heartbeat
from visavis.messages.models import Message
from visavis.messages.tests.delivering import deliver_due
from visavis.people.models import User
from visavis.people.parties import Party
from visavis.room.waiting_status import waiting_status
from visavis.waiting.models import Device, Visit
from visavis.waiting.queries import clients_here

START = MONDAY + timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def here(appointment: Appointment, minutes: int, *, party: Party = Party.CLIENT) -> None:
    """A sign of life so many minutes after the start."""
    heartbeat = Heartbeat("tab", visible=True, connected=False, camera=Device.ON, microphone=Device.ON)
    record_heartbeat(
        appointment_id=appointment.pk, party=party, heartbeat=heartbeat, now=START + minutes * MINUTE
    )


def alerts(state: str = "due") -> list[tuple[int, str]]:
    """In which minute after the start, by which channel."""
    rows = Message.objects.filter(kind="client_waiting", state=state, recipient="specialist").order_by(
        "due_at", "channel"
    )
    return [(round((row.due_at - START) / MINUTE), row.channel) for row in rows]


def alerted(minutes: int) -> list[str]:
    """What goes out to her so many minutes after the start."""
    return [sent.to for sent in deliver_due(START + minutes * MINUTE) if "/room/" in sent.text]


def status_after(appointment: Appointment, minutes: int) -> dict[str, object]:
    visit = Visit.objects.select_related("appointment__specialist").get(
        appointment=appointment, party=Party.CLIENT.value
    )
    return waiting_status(visit, now=START + minutes * MINUTE)


def rings(user: User, minutes: float) -> list[str]:
    """For whom her desk rings."""
    waiting = clients_here(user, now=START + minutes * MINUTE).waiting
    return [one.client.booked.client_name for one in waiting if not one.answered]
