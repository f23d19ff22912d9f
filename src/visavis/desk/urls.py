"""The addresses of desk."""

from django.urls import URLPattern, path

from visavis.desk.views import (
    actions,
    blocked,
    clients,
    hours,
    messages,
    move_and_correct,
    personal_link,
    services,
    specialists,
    team,
    tokens,
    wall_times,
)
from visavis.desk.views.appointment import appointment
from visavis.desk.views.calendar import calendar
from visavis.desk.views.live import live
from visavis.desk.views.new_appointment import new_appointment
from visavis.desk.views.practice import practice
from visavis.desk.views.queue import queue
from visavis.desk.views.start_now import start_now
from visavis.desk.views.today import today

ONE = "appointments/<uuid:public_id>/"

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", today, name="today"),
    path("calendar/", calendar, name="calendar"),
    path("queue/", queue, name="queue"),
    path("live/", live, name="live"),
    path("new/", new_appointment, name="new"),
    path("blocked/", blocked.blocked, name="blocked"),
    path("blocked/<uuid:public_id>/remove/", blocked.remove, name="unblock"),
    path("clock-changes/", wall_times.wall_times, name="wall_times"),
    path("start-now/", start_now, name="start_now"),
    path("hours/", hours.hours, name="hours"),
    path("hours/week/", hours.week, name="hours_week"),
    path("hours/place/", hours.place, name="hours_place"),
    path("hours/date/", hours.change_date, name="hours_date"),
    path("hours/date/reset/", hours.reset_date, name="hours_reset_date"),
    path("hours/off/", hours.time_off, name="hours_off"),
    path("hours/off/unblock/", hours.unblock, name="hours_unblock"),
    path("services/", services.services, name="services"),
    path("services/new/", services.add_service, name="service_add"),
    path("services/<uuid:public_id>/", services.edit_service, name="service"),
    path("services/<uuid:public_id>/booked/", services.answer_booked, name="service_booked"),
    path("services/<uuid:public_id>/move-up/", services.service_move_up, name="service_move_up"),
    path("clients/", clients.clients, name="clients"),
    path("clients/<uuid:public_id>/", clients.client, name="client"),
    path("practice/", practice, name="practice"),
    path("specialists/", specialists.specialists, name="specialists"),
    path("specialists/new/", specialists.add_specialist, name="specialist_add"),
    path("specialists/<uuid:public_id>/", specialists.edit_specialist, name="specialist"),
    path("team/", team.team, name="team"),
    path("team/new/", team.add_member, name="member_add"),
    path("team/<uuid:public_id>/", team.edit_member, name="member"),
    path("team/<uuid:public_id>/invite/", team.invite_again, name="invite_again"),
    path("team/<uuid:public_id>/second-step/", team.reset_second_step, name="reset_second_step"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:public_id>/revoke/", tokens.revoke, name="token_revoke"),
    path(ONE, appointment, name="appointment"),
    path(f"{ONE}approve/", actions.approve_request, name="approve"),
    path(f"{ONE}decline/", actions.decline_request, name="decline"),
    path(f"{ONE}cancel/", actions.cancel_appointment, name="cancel"),
    path(f"{ONE}reopen/", actions.reopen_appointment, name="reopen"),
    path(f"{ONE}messages/resend/", messages.resend_message, name="message_resend"),
    path("messages/resend/", messages.resend_all, name="messages_resend"),
    path(f"{ONE}link/", personal_link.personal_link_page, name="link"),
    path(f"{ONE}link/show/", personal_link.show_link, name="show_link"),
    path(f"{ONE}link/revoke/", personal_link.revoke, name="revoke_links"),
    path(f"{ONE}block/", blocked.block, name="block"),
    path(f"{ONE}move/", move_and_correct.move, name="move"),
    path(f"{ONE}clock-change/tell/", wall_times.tell, name="wall_time_tell"),
    path(f"{ONE}clock-change/move-back/", wall_times.back, name="wall_time_back"),
    path(f"{ONE}details/", move_and_correct.details, name="details"),
]
