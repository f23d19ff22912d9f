"""What a real LiveKit server refuses, what it does not, and that the gate before it makes a removal hold."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.livekit.practice import GatedLiveKit
from tests.livekit.server import KEY, SECRET, LiveKitServer
from tests.livekit.visitors import Crowd, LiveKitVisitors, Mailbox
from tests.livekit.webhook_proxy import WebhookProxy
from visavis.video.bench import GUEST, IVAN, OLENA, Bench, Denied, granted, opened
from visavis.video.livekit import LiveKit
from visavis.video.livekit.server_api import ServerApi
from visavis.video.livekit.tokens import ApiKey, join_claims
from visavis.video.port import (
    FactKind,
    JoinGrant,
    Participant,
    RoomRef,
    VideoError,
    VideoFact,
)

pytestmark = pytest.mark.processes
FOURTH = Participant("deadbeefdeadbeefdeadbeefdeadbeef", "Petro", GUEST.party)


@pytest.fixture
def visitors(livekit_bench: Bench) -> LiveKitVisitors:
    assert isinstance(livekit_bench.visitors, LiveKitVisitors)
    return livekit_bench.visitors


def in_a_minute() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


class TestRemoval:
    def removed(
        self, livekit: GatedLiveKit, visitors: LiveKitVisitors, crowd: Crowd
    ) -> tuple[JoinGrant, list[str]]:
        """Ivan sat in a call with Olena and was removed; his grant and the tokens that he has."""
        ref = opened(livekit)
        his = granted(livekit, ref)
        for grant in (granted(livekit, ref, OLENA), his):
            visitors.enter(grant)
        fresh = crowd.tell("token", name=IVAN.identity)["token"]
        assert fresh != his.access["token"], "LiveKit has given him another one meanwhile"
        livekit.remove(ref, identity=IVAN.identity)
        assert crowd.tell("wait_until_out", name=IVAN.identity, within_s=10)["out"]
        return his, [his.access["token"], fresh]

    def test_with_the_gate_neither_the_old_nor_the_refreshed_token_brings_them_back(
        self, gated_livekit: GatedLiveKit, visitors: LiveKitVisitors, crowd: Crowd
    ) -> None:
        his, tokens = self.removed(gated_livekit, visitors, crowd)
        assert not any(crowd.gets_in(his.access["url"], token) for token in tokens)
        assert [one.identity for one in gated_livekit.attendance(his.ref)] == [OLENA.identity]

    def test_without_it_both_do_which_is_why_there_is_one(
        self,
        gated_livekit: GatedLiveKit,
        visitors: LiveKitVisitors,
        crowd: Crowd,
        livekit_server: LiveKitServer,
    ) -> None:
        _, tokens = self.removed(gated_livekit, visitors, crowd)
        assert all(crowd.gets_in(livekit_server.url, token) for token in tokens)

    def test_a_call_that_was_ended_stays_so_even_without_the_gate(
        self,
        gated_livekit: GatedLiveKit,
        visitors: LiveKitVisitors,
        crowd: Crowd,
        livekit_server: LiveKitServer,
    ) -> None:
        his = granted(gated_livekit, opened(gated_livekit))
        visitors.enter(his)
        fresh = crowd.tell("token", name=IVAN.identity)["token"]
        gated_livekit.close_room(his.ref)
        assert crowd.tell("wait_until_out", name=IVAN.identity, within_s=10)["out"]
        assert not crowd.gets_in(livekit_server.url, fresh)

    def test_a_connection_that_is_restored_passes_the_gate(
        self, gated_livekit: GatedLiveKit, visitors: LiveKitVisitors, crowd: Crowd
    ) -> None:
        his = granted(gated_livekit, opened(gated_livekit))
        visitors.enter(his)
        fresh = crowd.tell("token", name=IVAN.identity)["token"]
        assert crowd.gets_in(his.access["url"], fresh, name="again")


class TestWhoIsLetIn:
    """Asked of the server itself, without our gate before it."""

    def sign(self, room: str, *, key: ApiKey | None = None, until: datetime | None = None) -> str:
        return (key or ApiKey(KEY, SECRET)).sign(
            join_claims(room, IVAN.identity), until=until or in_a_minute()
        )

    def test_a_good_token_is_and_no_other(
        self, gated_livekit: GatedLiveKit, livekit_server: LiveKitServer, crowd: Crowd
    ) -> None:
        ref = opened(gated_livekit)
        good = self.sign(ref.room)
        head, _body, signature = good.split(".")
        other_body = self.sign(opened(gated_livekit).room).split(".")[1]
        bad = {
            "ended": self.sign(ref.room, until=datetime.now(UTC) - timedelta(minutes=2)),
            "of a room that nobody made": self.sign("consultation-x"),
            "of another key": self.sign(ref.room, key=ApiKey(KEY, "t" * 40)),
            "with another room written in": f"{head}.{other_body}.{signature}",
            "cut": good[:-3],
        }
        assert crowd.gets_in(livekit_server.url, good)
        let_in = [why for why, token in bad.items() if crowd.gets_in(livekit_server.url, token)]
        assert let_in == []

    def test_a_token_of_another_room_leads_into_that_one_only(
        self, gated_livekit: GatedLiveKit, livekit_server: LiveKitServer, crowd: Crowd
    ) -> None:
        here, there = opened(gated_livekit), opened(gated_livekit)
        said = crowd.tell("enter", name="x", url=livekit_server.url, token=self.sign(there.room))
        assert said["room"] == there.room
        assert gated_livekit.attendance(here) == []
        crowd.tell("leave", name="x")

    def test_a_fourth_person_is_refused_where_there_is_room_for_three(
        self, gated_livekit: GatedLiveKit, visitors: LiveKitVisitors
    ) -> None:
        ref = opened(gated_livekit, people=3)
        for who in (IVAN, OLENA, GUEST):
            visitors.enter(granted(gated_livekit, ref, who))
        with pytest.raises(Denied):
            visitors.enter(granted(gated_livekit, ref, FOURTH))
        assert len(gated_livekit.attendance(ref)) == 3

    def test_with_a_browsers_token_nobody_rules_the_room(
        self, gated_livekit: GatedLiveKit, livekit_server: LiveKitServer
    ) -> None:
        ref = opened(gated_livekit)
        token = granted(gated_livekit, ref).access["token"]

        class HisKey(ApiKey):
            def sign(self, _claims: Any, *, until: datetime) -> str:
                return str(token)

        api = ServerApi([livekit_server.api_url], HisKey("", ""))
        for ask in (
            lambda: api.remove_participant(ref.room, OLENA.identity),
            lambda: api.delete_room(ref.room),
            lambda: api.participants(ref.room),
            lambda: api.rooms([]),
            lambda: api.create_room("x", people=9, empty_timeout=timedelta(minutes=1)),
        ):
            with pytest.raises(VideoError) as refused:
                ask()
            assert refused.value.permanent
        api.close()


class TestWhoIsNobody:
    def test_a_hidden_recorder_is_in_no_attendance_and_in_no_fact(
        self,
        gated_livekit: GatedLiveKit,
        livekit_server: LiveKitServer,
        crowd: Crowd,
        livekit_mailbox: Mailbox,
    ) -> None:
        ref = opened(gated_livekit)
        claims = join_claims(ref.room, "recorder")
        claims["video"] |= {"hidden": True, "recorder": True, "canPublish": False}
        token = ApiKey(KEY, SECRET).sign(claims | {"kind": "egress"}, until=in_a_minute())
        livekit_mailbox.received.clear()
        joined = crowd.tell("enter", name="r", url=livekit_server.url, token=token, sends=False)
        assert joined["room"] == ref.room
        assert gated_livekit.attendance(ref) == []
        crowd.tell("leave", name="r")
        told = livekit_mailbox.settled(about="recorder")
        assert any(b"recorder" in body for _, body in told), "LiveKit does tell of it"
        # That the room was opened may be told only now.
        assert [one for one in facts_in(gated_livekit, told) if one.identity] == []

    def test_a_test_of_the_way_is_in_no_fact(
        self, gated_livekit: GatedLiveKit, crowd: Crowd, livekit_mailbox: Mailbox
    ) -> None:
        # What is still to be told of others' rooms.
        livekit_mailbox.settled()
        livekit_mailbox.received.clear()
        access = gated_livekit.test_access(until=in_a_minute())
        assert access is not None
        assert crowd.gets_in(access["url"], access["token"])
        told = livekit_mailbox.settled()
        assert len(told) >= 3
        assert facts_in(gated_livekit, told) == []


def facts_in(livekit: LiveKit, webhooks: Any) -> list[VideoFact]:
    return [fact for one in webhooks for fact in livekit.read_webhook(*one)]


class TestABadRoadForWebhooks:
    """Between LiveKit and us some are lost, come twice and in another order; what they say stays true."""

    @pytest.fixture
    def told(self, tmp_path: Path, crowd: Crowd) -> Iterator[tuple[list[VideoFact], WebhookProxy, RoomRef]]:
        """Ivan comes, sends, and leaves; what arrives of it. The first word of his coming is lost."""
        ours = Mailbox()

        def is_his_coming(webhook: tuple[Any, bytes]) -> bool:
            return b'"participant_joined"' in webhook[1]

        proxy = WebhookProxy(ours.url, loses=is_his_coming, times=2, gather_s=2.0)
        with LiveKitServer(tmp_path, webhook=proxy.mailbox.url) as server:
            livekit = LiveKit(urls=[server.url], api_urls=[server.api_url], key=KEY, secret=SECRET)
            visitors = LiveKitVisitors(livekit, crowd, proxy.mailbox)
            his = granted(livekit, opened(livekit))
            visitors.enter(his)
            visitors.leave(his)
            livekit.close_room(his.ref)
            proxy.flush()
            yield facts_in(livekit, ours.received), proxy, his.ref
            livekit.close()
        proxy.close()
        ours.close()

    def test_the_same_facts_come_by_the_same_names_in_any_order(
        self, told: tuple[list[VideoFact], WebhookProxy, RoomRef]
    ) -> None:
        facts, proxy, ref = told
        assert len(proxy.lost) == 1
        kinds = [fact.kind for fact in facts]
        assert len(facts) == 2 * len({fact.id for fact in facts}), "each comes twice under one name"
        sent = [FactKind.ROOM_OPENED, FactKind.SENDS, FactKind.SENDS_NOTHING, FactKind.LEFT]
        assert set(kinds) == {*sent, FactKind.ROOM_CLOSED}
        assert kinds != [kind for one in [*sent, FactKind.ROOM_CLOSED] for kind in (one, one)]
        assert {fact.ref for fact in facts} == {ref}
        assert len({fact.session for fact in facts if fact.identity}) == 1
        assert len({fact.room_session for fact in facts}) == 1
