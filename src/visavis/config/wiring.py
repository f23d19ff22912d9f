"""Who reacts to what: the whole table, on one screen.

Order in a line is the order of the reactions. They run inside the transaction of the one who
publishes, so an exception in a reaction refuses the whole action.
"""

from visavis.audit.log import log_fact
from visavis.booking.facts import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentReopened,
    AppointmentRequested,
    AppointmentScheduled,
    AttendanceConfirmed,
    ClientDetailsChanged,
    ConfirmationAsked,
    LinkAskedFor,
    LinksRevoked,
    LinksWanted,
    PlaceChanged,
    RequestApproved,
    RequestDeclined,
    RequestExpired,
    SlotHeld,
    TermsAnswered,
    TermsKept,
    WallTimeTold,
)
from visavis.booking.reactions import carry_terms_answer_out, look_links_up
from visavis.calls.facts import CarrierChanged, ConsultationClosed, JoinedWithoutSeat, OutcomeCorrected
from visavis.calls.reactions import close_left_room, close_media, forget_call, remove_client, remove_seatless
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
from visavis.messages.planning.confirmation import ask_for_confirmation
from visavis.messages.planning.reactions import (
    announce_cancellation,
    announce_place,
    announce_refusal,
    announce_request,
    announce_terms_kept,
    announce_wall_time,
    plan_messages,
    replan_messages,
    resend_link,
    send_new_link,
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
from visavis.room.participants import check_device
from visavis.waiting.facts import (
    ClientAdmitted,
    ClientEntered,
    ClientLeft,
    ClientMessaged,
    ClientRunsLate,
    DeviceAsked,
    DeviceLetIn,
    SpecialistRunsLate,
)
from visavis.waiting.queries import is_waiting_unanswered
from visavis.waiting.reactions import (
    close_waiting_room,
    forget_visits,
    renew_client_stream,
    reset_waiting_room,
)

REACTIONS = reactions(
    on(SlotHeld),
    on(ConfirmationAsked, ask_for_confirmation),
    on(AppointmentRequested, announce_request, log_fact),
    on(AppointmentScheduled, plan_messages, log_fact),
    on(RequestApproved, plan_messages, log_fact),
    on(RequestDeclined, announce_refusal, log_fact),
    on(RequestExpired, announce_refusal, log_fact),
    on(AttendanceConfirmed, log_fact),
    on(AppointmentMoved, replan_messages, log_fact, reset_waiting_room),
    on(TermsAnswered, carry_terms_answer_out, log_fact),
    on(PlaceChanged, announce_place, log_fact),
    on(TermsKept, announce_terms_kept, log_fact),
    on(WallTimeTold, announce_wall_time, log_fact),
    on(AppointmentCancelled, announce_cancellation, log_fact, close_waiting_room, close_media),
    on(AppointmentReopened, plan_messages, log_fact, forget_visits, forget_call),
    on(ClientDetailsChanged, update_channels, log_fact, renew_client_stream, remove_client),
    on(LinksRevoked, send_new_link, log_fact, renew_client_stream, remove_client),
    on(LinksWanted, look_links_up),
    on(LinkAskedFor, resend_link, log_fact),
    on(ClientEntered, plan_specialist_alerts, log_fact, remove_client),
    on(ClientLeft, stop_alerts, log_fact),
    on(ClientMessaged, postpone_alerts, log_fact),
    on(ClientAdmitted, stop_alerts_if_specialist_admits, log_fact),
    on(DeviceAsked, log_fact),
    on(DeviceLetIn, log_fact, remove_client),
    on(ClientRunsLate, log_fact),
    on(SpecialistRunsLate, announce_delay, log_fact),
    on(ConsultationClosed, log_fact, close_media),
    on(CarrierChanged, log_fact, close_left_room),
    on(JoinedWithoutSeat, log_fact, remove_seatless),
    on(OutcomeCorrected, log_fact),
    on(SummaryShared, announce_summary, log_fact),
    on(SummaryCorrected, log_fact),
    on(SummaryWithdrawn, withdraw_summary_announcement, log_fact),
    on(TextRestored, log_fact),
    on(ConnectionRated, log_fact),
    on(HistoryAccessRequested, mail_code),
    on(HistoryOpened, log_fact),
)

RELEVANCE_CHECKS = {Kind.CLIENT_WAITING: is_waiting_unanswered, Kind.SUMMARY_PUBLISHED: still_shared}
"""Who knows, when a message of a kind is about to be sent, whether it is still true."""

DEVICE_CHECK = check_device
"""Who knows whether the client is in the room with another device than the one that sends a request."""
