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
    LinksWanted,
    RequestApproved,
    RequestDeclined,
    RequestExpired,
    SlotHeld,
)
from visavis.booking.reactions import look_links_up
from visavis.calls.facts import ConsultationClosed, OutcomeCorrected
from visavis.calls.reactions import close_media
from visavis.history.facts import HistoryAccessRequested, HistoryOpened
from visavis.history.reactions import mail_code
from visavis.lib.facts import on, reactions
from visavis.messages.kinds import Kind
from visavis.messages.planning.alerts import (
    announce_delay,
    plan_specialist_alerts,
    postpone_alerts,
    stop_alerts,
    stop_alerts_if_specialist_admits,
)
from visavis.messages.planning.reactions import (
    announce_cancellation,
    announce_refusal,
    announce_request,
    plan_messages,
    replan_messages,
    resend_link,
    update_channels,
)
from visavis.messages.planning.summaries import announce_summary, withdraw_summary_announcement
from visavis.notes.facts import (
    ConnectionRated,
    SummaryCorrected,
    SummaryShared,
    SummaryWithdrawn,
    TextRestored,
)
from visavis.notes.queries import still_shared
from visavis.waiting.facts import (
    ClientAdmitted,
    ClientAnswered,
    ClientEntered,
    ClientLeft,
    ClientRunsLate,
    SpecialistRunsLate,
)
from visavis.waiting.queries import waits_unanswered
from visavis.waiting.reactions import change_streams, send_away, send_on

REACTIONS = reactions(
    on(SlotHeld),
    on(AppointmentRequested, announce_request, note),
    on(AppointmentScheduled, plan_messages, note),
    on(RequestApproved, plan_messages, note),
    on(RequestDeclined, announce_refusal, note),
    on(RequestExpired, announce_refusal, note),
    on(AttendanceConfirmed, note),
    on(AppointmentMoved, replan_messages, note, send_on),
    on(AppointmentCancelled, announce_cancellation, note, send_away),
    on(AppointmentReopened, plan_messages, note),
    on(ClientDetailsChanged, update_channels, note, change_streams),
    on(LinksWanted, look_links_up),
    on(LinkAskedFor, resend_link, note),
    on(ClientEntered, plan_specialist_alerts, note),
    on(ClientLeft, stop_alerts, note),
    on(ClientAnswered, postpone_alerts, note),
    on(ClientAdmitted, stop_alerts_if_specialist_admits, note),
    on(ClientRunsLate, note),
    on(SpecialistRunsLate, announce_delay, note),
    on(ConsultationClosed, note, close_media),
    on(OutcomeCorrected, note),
    on(SummaryShared, announce_summary, note),
    on(SummaryCorrected, note),
    on(SummaryWithdrawn, withdraw_summary_announcement, note),
    on(TextRestored, note),
    on(ConnectionRated, note),
    on(HistoryAccessRequested, mail_code),
    on(HistoryOpened, note),
)

RELEVANCE_CHECKS = {Kind.CLIENT_WAITING: waits_unanswered, Kind.SUMMARY_PUBLISHED: still_shared}
"""Who knows, when a message of a kind is about to be sent, whether it is still true."""
