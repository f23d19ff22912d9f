"""The addresses of a client's own history."""

from django.urls import URLPattern, path

from visavis.history import views

app_name = "history"
urlpatterns: list[URLPattern] = [
    path("history/", views.ask, name="ask"),
    path("history/code/", views.code, name="code"),
    path("history/mine/", views.mine, name="mine"),
    path("history/leave/", views.leave, name="leave"),
    path("history/<uuid:public_id>/", views.one, name="one"),
    path("history/<uuid:public_id>/open/", views.open_page, name="open"),
]
