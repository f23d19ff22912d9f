"""The addresses of desk."""

from django.urls import URLPattern, path

from visavis.desk.queue import queue
from visavis.desk.views import actions, change, hours
from visavis.desk.views.appointment import appointment
from visavis.desk.views.calendar import calendar
from visavis.desk.views.new import new
from visavis.desk.views.today import today

ONE = "appointments/<uuid:public_id>/"

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", today, name="today"),
    path("calendar/", calendar, name="calendar"),
    path("queue/", queue, name="queue"),
    path("new/", new, name="new"),
    path("hours/", hours.hours, name="hours"),
    path("hours/week/", hours.week, name="hours_week"),
    path("hours/place/", hours.place, name="hours_place"),
    path("hours/date/", hours.one_date, name="hours_date"),
    path("hours/date/usual/", hours.usual_again, name="hours_usual"),
    path("hours/off/", hours.time_off, name="hours_off"),
    path("hours/off/back/", hours.back_at_work, name="hours_back"),
    path(ONE, appointment, name="appointment"),
    path(f"{ONE}approve/", actions.approve_request, name="approve"),
    path(f"{ONE}decline/", actions.decline_request, name="decline"),
    path(f"{ONE}cancel/", actions.cancel_appointment, name="cancel"),
    path(f"{ONE}reopen/", actions.reopen_appointment, name="reopen"),
    path(f"{ONE}link/", actions.personal_link, name="link"),
    path(f"{ONE}move/", change.move, name="move"),
    path(f"{ONE}details/", change.details, name="details"),
]
