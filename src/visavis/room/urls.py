"""The addresses of room: the client's under `/a/…`, the specialist's under `/desk/…`."""

from django.urls import URLPattern, path

from visavis.room.views import answering, client, desk, in_call

CLIENT = "a/<uuid:public_id>/"
DESK = "desk/appointments/<uuid:public_id>/room/"

app_name = "room"
urlpatterns: list[URLPattern] = [
    path(CLIENT, client.personal, name="personal"),
    path(f"{CLIENT}enter/", client.enter_room, name="enter"),
    path(f"{CLIENT}late/", client.say_late, name="late"),
    path(f"{CLIENT}relay/", client.relay, name="relay"),
    path(f"{CLIENT}go/", client.leave, name="go"),
    path(f"{CLIENT}events/", client.events, name="client_events"),
    path(f"{CLIENT}live/", client.live, name="client_live"),
    path(f"{CLIENT}state/", client.state, name="client_state"),
    path(f"{CLIENT}join/", client.join, name="client_join"),
    path(f"{CLIENT}signal/", client.send_signal, name="client_signal"),
    path(f"{CLIENT}beat/", client.give_sign, name="client_beat"),
    path(f"{CLIENT}leave/", client.leave_call, name="client_leave"),
    path(f"{CLIENT}renew/", in_call.client_renew, name="client_renew"),
    path(f"{CLIENT}report/", in_call.client_report, name="client_report"),
    path(f"{CLIENT}chat/", in_call.client_chat, name="client_chat"),
    path("desk/late/", answering.run_late, name="run_late"),
    path(DESK, desk.room, name="desk"),
    path(f"{DESK}open/", desk.open_early, name="open"),
    path(f"{DESK}admit/", answering.let_in, name="admit"),
    path(f"{DESK}tell/", answering.tell, name="tell"),
    path(f"{DESK}decline/", answering.turn_away, name="decline"),
    path(f"{DESK}did-not-come/", desk.missed, name="missed"),
    path(f"{DESK}outcome/", desk.correct, name="correct"),
    path(f"{DESK}end/", desk.end, name="end"),
    path(f"{DESK}events/", desk.events, name="desk_events"),
    path(f"{DESK}live/", desk.live, name="desk_live"),
    path(f"{DESK}state/", desk.state, name="desk_state"),
    path(f"{DESK}join/", desk.join, name="desk_join"),
    path(f"{DESK}signal/", desk.send_signal, name="desk_signal"),
    path(f"{DESK}beat/", desk.give_sign, name="desk_beat"),
    path(f"{DESK}leave/", desk.leave_call, name="desk_leave"),
    path(f"{DESK}renew/", in_call.desk_renew, name="desk_renew"),
    path(f"{DESK}report/", in_call.desk_report, name="desk_report"),
    path(f"{DESK}chat/", in_call.desk_chat, name="desk_chat"),
]
