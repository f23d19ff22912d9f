"""What the client's page says while a time is held until they confirm it by the link in our message."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from visavis.booking.models import Appointment
from visavis.messages.queries import Reached, confirmation_reached
from visavis.people.links import LinkSource

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AwaitedConfirmation:
    """A hold that its client is to confirm, as one browser sees it."""

    may_confirm: bool
    """This browser has opened the link that was sent, so it shows the button."""
    sent_to: str
    minutes_left: int
    until: datetime
    """Until when the time is kept. UTC."""
    reached: Reached

    @property
    def is_refused(self) -> bool:
        """Whether the address does not take our message."""
        return self.reached is Reached.REFUSED

    @property
    def is_delayed(self) -> bool:
        """Whether our message does not get through at the moment."""
        return self.reached is Reached.TRYING

    @property
    def is_held_back(self) -> bool:
        """Whether we do not write there any more, because we were made to too often."""
        return self.reached is Reached.HELD_BACK


def awaited_confirmation(
    appointment: Appointment, source: LinkSource, *, now: datetime
) -> AwaitedConfirmation | None:
    """What is to be said of a hold that waits for its client; None for everything else."""
    until = appointment.held_until
    if not appointment.awaits_confirmation or until is None or not appointment.is_kept(now):
        return None
    contacts = (appointment.client_email, appointment.client_phone if appointment.sms else "")
    return AwaitedConfirmation(
        may_confirm=source is not LinkSource.COPY,
        sent_to=", ".join(contact for contact in contacts if contact),
        minutes_left=-(-(until - now) // MINUTE),
        until=until,
        reached=confirmation_reached(appointment),
    )
