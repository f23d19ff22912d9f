"""The addresses of a client's own history."""

from django.urls import URLPattern, path

from visavis.history import views

app_name = "history"
urlpatterns: list[URLPattern] = [
    path("history/", views.request_code, name="request_code"),
    path("history/code/", views.code, name="code"),
    path("history/appointments/", views.appointments, name="appointments"),
    path("history/sign-out/", views.sign_out, name="sign_out"),
    path("history/<uuid:public_id>/", views.appointment_page, name="appointment"),
    path("history/<uuid:public_id>/open/", views.open_page, name="open"),
]
