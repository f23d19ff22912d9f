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
from visavis.calls.facts import ConsultationClosed, OutcomeCorrected
from visavis.calls.reactions import close_media
from visavis.lib.facts import on, reactions
from visavis.waiting.facts import ClientAdmitted, ClientEntered
from visavis.waiting.reactions import send_away, send_on

REACTIONS = reactions(
    on(SlotHeld),
    on(AppointmentRequested, note),
    on(AppointmentScheduled, note),
    on(RequestApproved, note),
    on(RequestDeclined, note),
    on(RequestExpired, note),
    on(AttendanceConfirmed, note),
    on(AppointmentMoved, note, send_on),
    on(AppointmentCancelled, note, send_away),
    on(AppointmentReopened, note),
    on(ClientDetailsChanged, note),
    on(LinkAskedFor, note),
    on(ClientEntered, note),
    on(ClientAdmitted, note),
    on(ConsultationClosed, note, close_media),
    on(OutcomeCorrected, note),
)
