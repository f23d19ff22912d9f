"""The addresses of the notes: the specialist's under `/desk/…`, the client's answer under `/a/…`."""

from django.urls import URLPattern, path

from visavis.notes import client_views, views
from visavis.notes.kinds import TextKind

DESK = "desk/appointments/<uuid:public_id>/notes/"

app_name = "notes"
urlpatterns: list[URLPattern] = [
    path(DESK, views.notes_page, name="page"),
    path(f"{DESK}note/", views.save, {"kind": TextKind.NOTE}, name="save_note"),
    path(f"{DESK}summary/", views.save, {"kind": TextKind.SUMMARY}, name="save_summary"),
    path(f"{DESK}summary/share/", views.share, name="share"),
    path(f"{DESK}summary/withdraw/", views.withdraw, name="withdraw"),
    path(f"{DESK}revisions/", views.revisions, name="revisions"),
    path(f"{DESK}revisions/restore/", views.restore, name="restore"),
    path("a/<uuid:public_id>/connection/", client_views.connection, name="connection"),
]
