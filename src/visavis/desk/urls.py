"""The addresses of desk."""

from django.urls import URLPattern, path

from visavis.desk.views.appointment import appointment
from visavis.desk.views.calendar import calendar
from visavis.desk.views.new import new
from visavis.desk.views.today import today

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", today, name="today"),
    path("calendar/", calendar, name="calendar"),
    path("new/", new, name="new"),
    path("appointments/<uuid:public_id>/", appointment, name="appointment"),
]
