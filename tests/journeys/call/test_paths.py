"""What breaks between the two mends itself, within eight seconds of the path's return."""

import time

import pytest

from tests.journeys.call.fleet import Fleet
from tests.journeys.call.talk import WITHIN_S, Talk, in_call, seconds, stats

pytestmark = [pytest.mark.journey, pytest.mark.media, pytest.mark.timeout(400)]


def test_a_cut_cable_to_the_practice_leaves_the_talk_alone(talk: Talk, fleet: Fleet) -> None:
    fleet.pages.cut()
    fleet.events.cut()
    talk.say(talk.ivan, "Said while nothing got through")
    talk.flows_after("the cable to the practice was cut", within=3)
    time.sleep(seconds(20, least=20))
    before = [stats(page)["restarts"] for page in talk.both]
    talk.flows_after("twenty seconds without the practice", within=3)
    fleet.pages.mend()
    fleet.events.mend()
    took = talk.reads(talk.olena, "Said while nothing got through")
    print(f"  words after the cable was mended: {took:.1f} s")
    talk.say(talk.olena, "I read you")
    talk.reads(talk.ivan, "I read you")
    assert [stats(page)["restarts"] for page in talk.both] == before, "the path between the two was whole"


def test_a_new_path_is_found_although_the_practice_was_away(talk: Talk, fleet: Fleet) -> None:
    fleet.pages.cut()
    fleet.events.cut()
    talk.ivan.evaluate("() => window.__visavisRoom.restart()")
    time.sleep(seconds(20, least=12))
    fleet.pages.mend()
    fleet.events.mend()
    talk.flows_after("a new path was asked for without the practice")
    talk.say(talk.ivan, "Still here")
    talk.reads(talk.olena, "Still here")


def test_every_program_may_be_restarted_in_the_middle_of_a_call(talk: Talk, fleet: Fleet) -> None:
    fleet.start("worker")
    for name in ("web", "live", "worker"):
        fleet.stop(name)
        talk.flows_after(f"{name} was stopped", within=3)
        fleet.start(name)
        words = f"Past the restart of {name}"
        talk.say(talk.ivan, words)
        took = talk.reads(talk.olena, words)
        print(f"  words after {name} came back: {took:.1f} s")
    in_call(*talk.both)
    fleet.stop("worker")


def test_either_may_reload_the_page(talk: Talk) -> None:
    for page, who in ((talk.ivan, "the client"), (talk.olena, "the specialist")):
        began = time.monotonic()
        page.reload()
        talk.flows_after(f"{who} reloaded", within=None)
        took = time.monotonic() - began
        print(f"  from the reload of {who}: {took:.1f} s")
        assert took <= WITHIN_S
