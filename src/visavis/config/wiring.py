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
from visavis.history.facts import EntranceAskedFor, HistoryOpened
from visavis.history.reactions import mail_code
from visavis.lib.facts import on, reactions
from visavis.messages.alerting import (
    alert_later,
    alert_specialist,
    stop_alerts,
    stop_alerts_if_met,
    tell_of_delay,
)
from visavis.messages.kinds import Kind
from visavis.messages.reactions import (
    call_off,
    follow_details,
    plan,
    replan,
    send_link,
    tell_of_answer,
    tell_of_request,
)
from visavis.messages.summaries import tell_of_summary, unsay_summary
from visavis.notes.facts import (
    ConnectionJudged,
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
    on(AppointmentRequested, tell_of_request, note),
    on(AppointmentScheduled, plan, note),
    on(RequestApproved, plan, note),
    on(RequestDeclined, tell_of_answer, note),
    on(RequestExpired, tell_of_answer, note),
    on(AttendanceConfirmed, note),
    on(AppointmentMoved, replan, note, send_on),
    on(AppointmentCancelled, call_off, note, send_away),
    on(AppointmentReopened, plan, note),
    on(ClientDetailsChanged, follow_details, note, change_streams),
    on(LinksWanted, look_links_up),
    on(LinkAskedFor, send_link, note),
    on(ClientEntered, alert_specialist, note),
    on(ClientLeft, stop_alerts, note),
    on(ClientAnswered, alert_later, note),
    on(ClientAdmitted, stop_alerts_if_met, note),
    on(ClientRunsLate, note),
    on(SpecialistRunsLate, tell_of_delay, note),
    on(ConsultationClosed, note, close_media),
    on(OutcomeCorrected, note),
    on(SummaryShared, tell_of_summary, note),
    on(SummaryCorrected, note),
    on(SummaryWithdrawn, unsay_summary, note),
    on(TextRestored, note),
    on(ConnectionJudged, note),
    on(EntranceAskedFor, mail_code),
    on(HistoryOpened, note),
)

TRUTHS = {Kind.CLIENT_WAITING: waits_unanswered, Kind.SUMMARY_PUBLISHED: still_shared}
"""Who knows, when a message of a kind is about to be sent, whether it is still true."""
