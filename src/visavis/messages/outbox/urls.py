"""The addresses of the demo's outbox; `config/urls.py` includes them in the demo only."""

from django.urls import path

from visavis.messages.outbox import views

app_name = "outbox"
urlpatterns = [
    path("outbox/", views.items, name="list"),
    path("outbox/<uuid:public_id>/", views.item, name="item"),
    path("outbox/<uuid:public_id>/mail/", views.mail, name="mail"),
    path("outbox/<uuid:public_id>/appointment.ics", views.calendar, name="calendar"),
]
