"""The path over HTTP: from the personal link through the waiting room and the call to `completed`."""

from typing import Any

from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.room.tests.browsers import Browser


def test_two_browsers_walk_from_the_link_to_completed(
    ivan: Browser, hers: Browser, appointment: Appointment, clock: Any
) -> None:
    assert "Enter the waiting room" in ivan.get(ivan.base).text
    assert ivan.post(f"{ivan.base}enter/").headers["Location"] == ivan.base
    assert '<div id="room">' in ivan.get(ivan.base).text
    assert ivan.send_heartbeat("ivan").status_code == 204

    queue = hers.post("/desk/queue/").text
    assert "Ivan Petrenko" in queue
    assert "camera and microphone work" in queue
    told = ivan.ask("state")
    assert {
        name: told[name] for name in ("phase", "overReason", "position", "acknowledgedBy", "peerHere")
    } == {
        "phase": "waiting",
        "overReason": None,
        "position": 1,
        "acknowledgedBy": "Olena Koval",
        "peerHere": False,
    }

    assert hers.post(f"{hers.base}admit/").headers["Location"] == hers.base
    hers_seat = hers.say("join", tab="olena", takeOver=False).json()
    his_seat = ivan.say("join", tab="ivan", takeOver=False).json()
    assert hers_seat["peers"] == []
    (olena,) = his_seat["peers"]
    assert (olena["party"], olena["name"], olena["epoch"]) == ("specialist", "Olena Koval", 1)

    negotiate(ivan, hers, his_seat)
    for _beat in range(8):
        ivan.send_heartbeat("ivan", connected=True)
        hers.send_heartbeat("olena", connected=True)
        clock.shift(10)
    assert hers.say("end").status_code == 204
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.COMPLETED
    assert ivan.events()[-1] == "ended"
    assert "You spoke with Olena Koval for 1 minute" in ivan.get(ivan.base).text
    assert "You were connected for 1 minute" in hers.get(hers.base).text


def test_letting_in_from_the_room_answers_with_the_seat_and_tells_the_client(
    ivan: Browser, hers: Browser, appointment: Appointment
) -> None:
    ivan.post(f"{ivan.base}enter/")
    hers_seat = hers.say("admit", tab="olena").json()
    assert hers_seat["peers"] == []
    # A press that is sent again for want of an answer gets the same seat.
    again = hers.say("admit", tab="olena").json()
    assert again["grant"]["epoch"] == hers_seat["grant"]["epoch"]
    assert ivan.events()[:2] == ["admitted", "peer_joined"]
    assert [peer["epoch"] for peer in ivan.join("ivan").json()["peers"]] == [again["grant"]["epoch"]]


def test_nobody_is_let_in_who_does_not_wait(ivan: Browser, hers: Browser, appointment: Appointment) -> None:
    refused = hers.say("admit", tab="olena")
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody_waits")
    assert hers.say("admit").status_code == 422


def negotiate(ivan: Browser, hers: Browser, his: dict[str, Any]) -> None:
    """What he says reaches her page as it was."""
    data = {"to": 1, "description": {"type": "offer", "sdp": "v=0"}}
    said = {"seat": his["grant"]["seat"], "epoch": 1, "to": his["peers"][0]["id"], "seq": 1, "data": data}
    assert ivan.say("signal", **said).status_code == 204
    heard = hers.ask("events")["events"][-1]
    assert (heard["kind"], heard["fromEpoch"], heard["data"]) == ("signal", 1, data)


def test_who_pressed_leave_is_asked_before_they_are_on_air_again(ivan: Browser, hers: Browser) -> None:
    ivan.say("enter")
    hers.post(f"{hers.base}admit/")
    seat = ivan.join("one").json()["grant"]["seat"]
    ivan.say("leave", tab="one", seat=seat, pressed=False)
    assert 'id="room"' in ivan.get(ivan.base).text, "a reload goes on where it was"
    seat = ivan.join("one").json()["grant"]["seat"]
    ivan.say("leave", tab="one", seat=seat, pressed=True)
    page = ivan.get(ivan.base).text
    assert 'id="room"' not in page
    assert "Join the call" in page
    ivan.join("one")
    assert 'id="room"' in ivan.get(ivan.base).text, "who came back is in again"


def test_a_desk_page_leads_back_to_the_call_that_runs(ivan: Browser, hers: Browser) -> None:
    ivan.say("enter")
    hers.post(f"{hers.base}admit/")
    assert "Back to the call" not in hers.post("/desk/queue/").text, "she was not there yet"
    hers.join("hers")
    ivan.join("one")
    queue = hers.post("/desk/queue/").text
    assert "Back to the call" in queue
    assert 'data-queue-count="0"' in queue
    hers.say("end")
    assert "Back to the call" not in hers.post("/desk/queue/").text
