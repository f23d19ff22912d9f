"""The addresses of room: the client's under `/a/…`, the specialist's under `/desk/…`."""

from django.urls import URLPattern, path

from visavis.room.views import client, desk, devices, media_gate, waiting
from visavis.room.views.call import client_paths, specialist_paths

CLIENT = "a/<uuid:public_id>/"
DESK = "desk/appointments/<uuid:public_id>/room/"

app_name = "room"
urlpatterns: list[URLPattern] = [
    path(CLIENT, client.page, name="personal"),
    path(f"{CLIENT}enter/", client.enter, name="enter"),
    path(f"{CLIENT}late/", client.announce_delay, name="announce_client_delay"),
    path(f"{CLIENT}connection-test/", client.connection_test, name="connection_test"),
    path(f"{CLIENT}leave-waiting/", client.leave_waiting, name="leave_waiting"),
    *client_paths(CLIENT),
    path("desk/late/", waiting.announce_delay, name="announce_specialist_delay"),
    path(DESK, desk.page, name="desk"),
    path(f"{DESK}open/", desk.open_waiting, name="open"),
    path(f"{DESK}admit/", waiting.admit, name="admit"),
    path(f"{DESK}devices/<slug:device>/let-in/", devices.let_in, name="let_device_in"),
    path(f"{DESK}devices/<slug:device>/keep-out/", devices.keep_out, name="keep_device_out"),
    path(f"{DESK}message/", waiting.send_message, name="message"),
    path(f"{DESK}decline/", waiting.decline, name="decline"),
    path(f"{DESK}no-show/", desk.no_show, name="no_show"),
    path(f"{DESK}outcome/", desk.correct, name="correct_outcome"),
    path(f"{DESK}browser-to-browser/", desk.hold_directly, name="hold_browser_to_browser"),
    path(f"{DESK}end/", desk.end, name="end"),
    *specialist_paths(DESK),
    path("media/livekit/gate/", media_gate.livekit, name="livekit_gate"),
]
