"""What may be done with the texts of a consultation now. Pure: no database, no clock."""

from visavis.booking.lifecycle import OVER
from visavis.booking.permissions import Snapshot
from visavis.lib.errors import DomainError
from visavis.notes.errors import NotOverYet


def share_refusal(appointment: Snapshot) -> DomainError | None:
    """A summary is shared once the consultation is over."""
    return None if appointment.state in OVER else NotOverYet()


def rate_refusal(appointment: Snapshot) -> DomainError | None:
    """The client says how the connection was once the consultation is over."""
    return None if appointment.state in OVER else NotOverYet()
