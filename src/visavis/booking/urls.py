"""The addresses of booking."""

from django.urls import URLPattern, path

from visavis.booking.views import appointment, booking_form, contact, home, links, service
from visavis.people.photos import photo

app_name = "booking"
urlpatterns: list[URLPattern] = [
    path("", home.practice, name="practice"),
    path("robots.txt", home.robots, name="robots"),
    path("photos/<uuid:public_id>-<slug:digest>.webp", photo, name="photo"),
    path("specialists/<uuid:public_id>/", home.specialist, name="specialist"),
    path("services/<uuid:public_id>/", service.service, name="service"),
    path("services/<uuid:public_id>/hold/", service.hold, name="hold"),
    path("v/<str:token>", links.open_link, name="open_link"),
    path("link/", links.ask, name="ask_for_link"),
    path("a/<uuid:public_id>/book/", booking_form.book, name="book"),
    path("a/<uuid:public_id>/release/", booking_form.release, name="release"),
    path("a/<uuid:public_id>/confirm-contact/", contact.confirm_contact, name="confirm_contact"),
    path("a/<uuid:public_id>/ask-again/", contact.ask_again, name="ask_again"),
    path("a/<uuid:public_id>/confirm/", appointment.confirm, name="confirm"),
    path("a/<uuid:public_id>/details/", appointment.details, name="details"),
    path("a/<uuid:public_id>/new-link/", appointment.new_link, name="new_link"),
    path("a/<uuid:public_id>/move/", appointment.move, name="move"),
    path("a/<uuid:public_id>/cancel/", appointment.cancel, name="cancel"),
    path("a/<uuid:public_id>/calendar.ics", appointment.calendar, name="calendar"),
]
