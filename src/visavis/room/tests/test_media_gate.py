"""Before a media server's door: who may be in the call at this moment gets in, whatever token they hold."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from tests import personas
from tests.livekit.caddy import caddy_before
from tests.livekit.server import KEY, SECRET, LiveKitServer
from tests.livekit.visitors import Crowd, a_crowd
from visavis.booking.models import Appointment
from visavis.calls.models import Call
from visavis.calls.peers import peer_id
from visavis.calls.services import end_for_both, hold_browser_to_browser
from visavis.lib import clock as real_clock
from visavis.people.actors import Actor
from visavis.people.parties import Party
from visavis.room.tests.browsers import Browser, client_browser, staff_browser
from visavis.video.livekit.rooms import call_room, new_test_room
from visavis.video.livekit.tokens import ApiKey, join_claims
from visavis.video.port import RoomSpec
from visavis.video.providers import provider
from visavis.waiting.lifecycle import Stage
from visavis.waiting.models import Visit

GATE = "/media/livekit/gate/"
SOON = timedelta(minutes=5)


@contextmanager
def calls_at_livekit(url: str = "wss://live.example", api_url: str = "http://127.0.0.1:9") -> Iterator[None]:
    """Calls run through LiveKit there."""
    options = {"urls": [url], "api_urls": [api_url], "key": KEY, "secret": SECRET, "gated": True}
    provider.cache_clear()
    with override_settings(VIDEO={"default": "livekit", "providers": {"livekit": options}}):
        yield
        provider("livekit").close()  # type: ignore[attr-defined]  # LiveKit's own
    provider.cache_clear()


@pytest.fixture
def livekit() -> Iterator[None]:
    with calls_at_livekit():
        yield


def token(appointment: Appointment, party: Party = Party.CLIENT, *, key: ApiKey | None = None) -> str:
    claims = join_claims(call_room(appointment.room_name), peer_id(appointment, party))
    return (key or ApiKey(KEY, SECRET)).sign(claims, until=datetime.now(UTC) + SOON)


def asked(token: str) -> int:
    uri = f"/rtc/v1?access_token={token}"
    return Client().get(GATE, headers={"x-forwarded-uri": uri, "x-forwarded-method": "GET"}).status_code


@pytest.mark.usefixtures("livekit")
class TestByTheRulesOfTheRoom:
    @pytest.fixture(autouse=True)
    def call(self, appointment: Appointment) -> None:
        Call.objects.create(appointment=appointment, provider="livekit", room="at LiveKit")

    def both(self, appointment: Appointment) -> list[int]:
        return [asked(token(appointment, party)) for party in (Party.SPECIALIST, Party.CLIENT)]

    def test_nobody_before_the_client_was_let_in(
        self, ivan: Browser, hers: Browser, appointment: Appointment
    ) -> None:
        assert self.both(appointment) == [403, 403]
        ivan.post(f"{ivan.base}enter/")
        assert self.both(appointment) == [403, 403]

    def test_both_while_the_call_goes_on_and_nobody_after_it(
        self, ivan: Browser, hers: Browser, appointment: Appointment
    ) -> None:
        ivan.post(f"{ivan.base}enter/")
        hers.post(f"{hers.base}admit/")
        assert self.both(appointment) == [200, 200]
        end_for_both(
            appointment_id=appointment.pk, by=Actor.staff(hers_user(appointment)), now=real_clock.now()
        )
        assert self.both(appointment) == [403, 403]

    def test_nobody_once_the_call_is_held_browser_to_browser(
        self, ivan: Browser, hers: Browser, appointment: Appointment
    ) -> None:
        ivan.post(f"{ivan.base}enter/")
        hers.post(f"{hers.base}admit/")
        by = Actor.staff(hers_user(appointment))
        hold_browser_to_browser(appointment_id=appointment.pk, by=by, now=real_clock.now())
        assert self.both(appointment) == [403, 403]

    def test_a_client_who_waits_again_stays_out(
        self, ivan: Browser, hers: Browser, appointment: Appointment
    ) -> None:
        ivan.post(f"{ivan.base}enter/")
        hers.post(f"{hers.base}admit/")
        Visit.objects.filter(party=Party.CLIENT.value).update(stage=Stage.WAITING.value)
        assert self.both(appointment) == [200, 403]

    def test_a_token_of_another_call_opens_its_own_only(
        self, ivan: Browser, hers: Browser, appointment: Appointment
    ) -> None:
        ivan.post(f"{ivan.base}enter/")
        hers.post(f"{hers.base}admit/")
        other = personas.booked(
            appointment.service, appointment.starts_at + timedelta(hours=1), details=personas.MARIA
        )
        assert asked(token(other)) == 403
        # Her peer id in his room.
        mixed = join_claims(call_room(appointment.room_name), peer_id(other, Party.CLIENT))
        assert asked(ApiKey(KEY, SECRET).sign(mixed, until=datetime.now(UTC) + SOON)) == 403

    def test_another_key_or_no_token_opens_nothing(
        self, ivan: Browser, hers: Browser, appointment: Appointment
    ) -> None:
        ivan.post(f"{ivan.base}enter/")
        hers.post(f"{hers.base}admit/")
        assert asked(token(appointment, key=ApiKey(KEY, "x" * 40))) == 403
        assert Client().get(GATE).status_code == 403
        assert Client().post(GATE).status_code == 405

    def test_whoever_tests_their_way_gets_into_a_room_of_its_own(self, db: None) -> None:
        claims = join_claims(new_test_room(), "tester")
        assert asked(ApiKey(KEY, SECRET).sign(claims, until=datetime.now(UTC) + SOON)) == 200


@pytest.mark.django_db
def test_where_livekit_is_not_configured_nothing_opens(appointment: Appointment) -> None:
    provider.cache_clear()
    assert asked(token(appointment)) == 403


def hers_user(appointment: Appointment) -> Any:
    return appointment.specialist.user


@pytest.mark.processes
@pytest.mark.timeout(180)
class TestWithTheRealServerAndTheRealProxy:
    @pytest.fixture
    def crowd(self) -> Iterator[Crowd]:
        with a_crowd() as people:
            yield people

    @pytest.fixture
    def server(self, tmp_path: Path, live_server: Any) -> Iterator[LiveKitServer]:
        """LiveKit behind Caddy, which asks our own pages."""
        with ExitStack() as stack:
            running = stack.enter_context(LiveKitServer(tmp_path))
            pages = int(live_server.url.rpartition(":")[2])
            address = stack.enter_context(caddy_before(tmp_path, livekit=running.port, pages=pages))
            stack.enter_context(calls_at_livekit(f"ws://{address}", running.api_url))
            yield running

    def test_whoever_was_sent_back_does_not_return_and_the_call_goes_on(
        self, server: LiveKitServer, crowd: Crowd
    ) -> None:
        appointment = self.started()
        ivan, hers = client_browser(appointment), staff_browser(appointment, hers_user(appointment))
        ivan.post(f"{ivan.base}enter/")
        hers.post(f"{hers.base}admit/")
        his, her = (browser.join("tab").json()["grant"]["access"] for browser in (ivan, hers))
        for name, access in (("ivan", his), ("olena", her)):
            assert "room" in crowd.tell("enter", name=name, url=access["url"], token=access["token"])
        fresh = crowd.tell("token", name="ivan")["token"]
        # A connection that broke comes back.
        assert crowd.gets_in(his["url"], fresh)
        Visit.objects.filter(party=Party.CLIENT.value).update(stage=Stage.WAITING.value)
        carrier = provider("livekit")
        ref = carrier.ensure_room(room_spec(appointment))
        carrier.remove(ref, identity=peer_id(appointment, Party.CLIENT))
        assert not any(crowd.gets_in(his["url"], one) for one in (his["token"], fresh))
        here = [one.identity for one in carrier.attendance(ref)]
        assert here == [peer_id(appointment, Party.SPECIALIST)]

    def started(self) -> Appointment:
        """A consultation that began a minute ago."""
        personas.practice(room_opens_min=30)
        now = real_clock.now()
        service = personas.service(personas.olena(hours=False), notice_min=0)
        return personas.booked_by_staff(service, now - timedelta(minutes=1), now=now)


def room_spec(appointment: Appointment) -> RoomSpec:
    return RoomSpec(appointment.room_name, 2, timedelta(minutes=5), real_clock.now() + timedelta(hours=2))
