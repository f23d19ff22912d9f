"""Who reacts to what: the whole table, on one screen.

Order in a line is the order of the reactions. They run inside the transaction of the one who
publishes, so an exception in a reaction refuses the whole action.
"""

from visavis.audit.notes import note
from visavis.booking.facts import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentReopened,
    AppointmentRequested,
    AppointmentScheduled,
    AttendanceConfirmed,
    ClientDetailsChanged,
    LinkAskedFor,
    RequestApproved,
    RequestDeclined,
    RequestExpired,
    SlotHeld,
)
from visavis.lib.facts import on, reactions

REACTIONS = reactions(
    on(SlotHeld),
    on(AppointmentRequested, note),
    on(AppointmentScheduled, note),
    on(RequestApproved, note),
    on(RequestDeclined, note),
    on(RequestExpired, note),
    on(AttendanceConfirmed, note),
    on(AppointmentMoved, note),
    on(AppointmentCancelled, note),
    on(AppointmentReopened, note),
    on(ClientDetailsChanged, note),
    on(LinkAskedFor, note),
)
