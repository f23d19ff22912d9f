"""The addresses of booking."""

from django.urls import URLPattern, path

from visavis.booking.views import changing, choosing, filling, front, links
from visavis.people.photos import photo

app_name = "booking"
urlpatterns: list[URLPattern] = [
    path("", front.practice, name="practice"),
    path("robots.txt", front.robots, name="robots"),
    path("photos/<uuid:public_id>-<slug:digest>.webp", photo, name="photo"),
    path("specialists/<uuid:public_id>/", front.specialist, name="specialist"),
    path("services/<uuid:public_id>/", choosing.service, name="service"),
    path("services/<uuid:public_id>/hold/", choosing.hold, name="hold"),
    path("v/<str:token>", links.open_link, name="open_link"),
    path("link/", links.ask, name="ask_for_link"),
    path("a/<uuid:public_id>/book/", filling.book, name="book"),
    path("a/<uuid:public_id>/release/", filling.release, name="release"),
    path("a/<uuid:public_id>/confirm/", changing.confirm, name="confirm"),
    path("a/<uuid:public_id>/details/", changing.details, name="details"),
    path("a/<uuid:public_id>/move/", changing.move, name="move"),
    path("a/<uuid:public_id>/cancel/", changing.cancel, name="cancel"),
    path("a/<uuid:public_id>/calendar.ics", changing.calendar, name="calendar"),
]
