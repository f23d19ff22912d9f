"""LiveKit's tokens, webhooks and gate: whom we believe, and what we read from them."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from tests.livekit.server import KEY, SECRET
from visavis.video.bench import IVAN, OLENA
from visavis.video.livekit import LiveKit
from visavis.video.livekit.gate import DOCTOR, Knock, read_knock
from visavis.video.livekit.rooms import new_test_room
from visavis.video.livekit.tokens import ApiKey, join_claims
from visavis.video.port import FactKind, NotOurs, RoomRef

OURS = ApiKey(KEY, SECRET)
REF = RoomRef("livekit", "consultation-4f0e9a52")


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)


def livekit(**options: Any) -> LiveKit:
    return LiveKit(urls=["wss://live.example"], key=KEY, secret=SECRET, **options)


def claims_of(token: str) -> dict[str, Any]:
    said = OURS.verify(token)
    assert said is not None
    return said


class TestTokens:
    def test_a_browser_gets_its_own_room_and_no_right_over_it(self) -> None:
        said = claims_of(livekit().grant(REF, IVAN, until=soon()).access["token"])
        rights = said["video"]
        assert (said["sub"], rights["room"], rights["roomJoin"]) == (IVAN.identity, REF.room, True)
        assert set(rights["canPublishSources"]) == {
            "microphone", "camera", "screen_share", "screen_share_audio",
        }  # fmt: skip
        assert not {"roomAdmin", "roomCreate", "roomList", "roomRecord", "hidden", "recorder"} & set(rights)

    def test_it_ends_with_the_grant(self) -> None:
        until = soon()
        said = claims_of(livekit().grant(REF, IVAN, until=until).access["token"])
        assert said["exp"] == int(until.timestamp())

    def test_no_name_of_a_person_gets_to_the_media_server(self) -> None:
        grant = livekit(encryption_secret="x" * 32).grant(REF, IVAN, until=soon())
        body = grant.access["token"].split(".")[1]
        assert b"Ivan" not in base64.urlsafe_b64decode(body + "==")
        assert b"Petrenko" not in json.dumps(dict(grant.access)).encode()

    def test_each_call_has_a_key_of_its_own_and_all_in_it_the_same(self) -> None:
        ours, again = livekit(encryption_secret="x" * 32), livekit(encryption_secret="x" * 32)
        his = ours.grant(REF, IVAN, until=soon()).access["key"]
        assert his == again.grant(REF, OLENA, until=soon()).access["key"]
        assert his != ours.grant(RoomRef("livekit", "consultation-other"), IVAN, until=soon()).access["key"]
        assert his != livekit(encryption_secret="y" * 32).grant(REF, IVAN, until=soon()).access["key"]

    def test_without_encryption_there_is_none_and_it_is_not_promised(self) -> None:
        assert "key" not in livekit().grant(REF, IVAN, until=soon()).access
        assert not livekit().capabilities.end_to_end
        assert livekit(encryption_secret="x" * 32).capabilities.end_to_end

    def test_a_removal_is_promised_only_where_the_proxy_asks(self) -> None:
        assert [livekit(gated=gated).capabilities.removes for gated in (False, True)] == [False, True]

    def test_the_page_may_reach_it_by_socket_and_by_http(self) -> None:
        several = LiveKit(urls=["wss://a.example:7443", "ws://127.0.0.1:7880"], key=KEY, secret=SECRET)
        assert several.page_origins == {
            "connect-src": [
                "wss://a.example:7443", "ws://127.0.0.1:7880",
                "https://a.example:7443", "http://127.0.0.1:7880",
            ]
        }  # fmt: skip


def webhook(
    event: Mapping[str, Any], key: ApiKey = OURS, *, until: datetime | None = None
) -> tuple[dict[str, str], bytes]:
    """One as LiveKit sends it."""
    body = json.dumps(event).encode()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    token = key.sign({"sha256": digest}, until=until or soon())
    return {"authorization": token, "content-type": "application/webhook+json"}, body


def event(kind: str = "participant_joined", **parts: Any) -> dict[str, Any]:
    """As v1.13.5 writes it."""
    return {
        "event": kind,
        "room": {"sid": "RM_A99BrkU2T7FT", "name": REF.room, "turnPassword": "a-secret"},
        "participant": {"sid": "PA_6BaZG5qpjSUQ", "identity": IVAN.identity, "state": "ACTIVE"},
        "id": "EV_Tfi9Fj2Y2p2E",
        "createdAt": "1796007853",
        **parts,
    }


class TestWebhooks:
    def test_it_says_who_where_and_when(self) -> None:
        [fact] = livekit().read_webhook(*webhook(event()))
        assert (fact.id, fact.kind, fact.ref) == ("EV_Tfi9Fj2Y2p2E", FactKind.JOINED, REF)
        assert (fact.identity, fact.session) == (IVAN.identity, "PA_6BaZG5qpjSUQ")
        assert (fact.room_session, fact.at.timestamp()) == ("RM_A99BrkU2T7FT", 1796007853)
        assert fact.at.tzinfo is UTC

    @pytest.mark.parametrize(
        ("kind", "told"),
        [
            ("room_started", FactKind.ROOM_OPENED),
            ("room_finished", FactKind.ROOM_CLOSED),
            ("participant_left", FactKind.LEFT),
            ("participant_connection_aborted", FactKind.LEFT),
            ("track_published", FactKind.SENDS),
            ("track_unpublished", FactKind.SENDS_NOTHING),
        ],
    )
    def test_what_happened_is_told_in_the_words_of_the_port(self, kind: str, told: FactKind) -> None:
        [fact] = livekit().read_webhook(*webhook(event(kind)))
        assert fact.kind is told
        assert (fact.identity == "") is kind.startswith("room_")

    @pytest.mark.parametrize(
        "parts",
        [
            {"event": "egress_started"},
            {"event": "something_new"},
            {"room": {"sid": "RM_1", "name": "another-program"}},
            {"room": {"sid": "RM_1", "name": new_test_room()}},
            {"participant": {"sid": "PA_1", "identity": "recorder", "kind": "EGRESS"}},
            {"participant": {"sid": "PA_1", "identity": "recorder", "permission": {"hidden": True}}},
            {"participant": None},
            {"room": "consultation-"},
        ],
    )
    def test_what_is_nobody_in_a_call_is_no_fact(self, parts: dict[str, Any]) -> None:
        noted: list[str] = []
        assert livekit(webhook_came=noted.append).read_webhook(*webhook({**event(), **parts})) == []

    def test_one_about_a_test_room_is_noted_for_the_doctor(self) -> None:
        noted: list[str] = []
        room = new_test_room()
        livekit(webhook_came=noted.append).read_webhook(*webhook(event(room={"name": room})))
        assert noted == [room]

    def test_another_key_is_not_ours(self) -> None:
        for stranger in (ApiKey(KEY, "b" * 40), ApiKey("other", SECRET)):
            with pytest.raises(NotOurs):
                livekit().read_webhook(*webhook(event(), stranger))

    def test_an_old_one_is_not_ours(self) -> None:
        until = datetime.now(UTC) - timedelta(minutes=2)
        with pytest.raises(NotOurs):
            livekit().read_webhook(*webhook(event(), until=until))

    def test_an_altered_one_is_not_ours(self) -> None:
        headers, body = webhook(event())
        with pytest.raises(NotOurs):
            livekit().read_webhook(headers, body.replace(b"joined", b"left"))

    def test_a_token_of_somebody_in_a_call_signs_no_webhook(self) -> None:
        token = livekit().grant(REF, IVAN, until=soon()).access["token"]
        with pytest.raises(NotOurs):
            livekit().read_webhook({"authorization": token}, json.dumps(event()).encode())

    def test_a_token_without_a_signature_is_not_ours(self) -> None:
        headers, body = webhook(event())
        said = jwt.decode(headers["authorization"], options={"verify_signature": False})
        unsigned = jwt.encode(said, "", algorithm="none")
        with pytest.raises(NotOurs):
            livekit().read_webhook({"authorization": unsigned}, body)

    @pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b""])
    def test_what_is_no_event_is_not_ours_though_it_be_signed(self, body: bytes) -> None:
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        with pytest.raises(NotOurs):
            livekit().read_webhook({"authorization": OURS.sign({"sha256": digest}, until=soon())}, body)


def knocking(token: str, path: str = "/rtc/v1", **headers: str) -> Knock | None:
    uri = f"{path}?auto_subscribe=1&access_token={token}&sdk=js"
    return read_knock(OURS, {"x-forwarded-uri": uri, "x-forwarded-method": "GET", **headers})


def token_for(room: str = REF.room, identity: str = IVAN.identity, key: ApiKey = OURS) -> str:
    return key.sign(join_claims(room, identity), until=soon())


class TestGate:
    def test_it_reads_who_wants_into_which_room(self) -> None:
        assert knocking(token_for()) == Knock(REF.room, IVAN.identity)

    def test_a_token_in_the_header_counts_before_that_in_the_address_as_it_does_for_livekit(self) -> None:
        header = f"Bearer {token_for(identity='removed')}"
        assert knocking(token_for(), authorization=header) == Knock(REF.room, "removed")
        assert knocking(token_for(), authorization="Basic x") is None
        assert knocking(token_for(), authorization=f"{header},Bearer {token_for()}") is None

    def test_a_token_that_livekit_might_read_elsewhere_is_refused(self) -> None:
        assert knocking(token_for(), **{"x-forwarded-method": "POST"}) is None
        assert knocking(f"{token_for(identity='removed')}&access_token={token_for()}") is None

    def test_what_is_no_token_of_ours_is_refused(self) -> None:
        ended = OURS.sign(join_claims(REF.room, "x"), until=datetime.now(UTC) - timedelta(minutes=2))
        for token in ("", "x", token_for()[:-2], token_for(key=ApiKey(KEY, "c" * 40)), ended):
            assert knocking(token) is None
        assert read_knock(OURS, {}) is None

    @pytest.mark.parametrize(
        "claims", [{}, {"video": []}, {"video": {"room": ""}, "sub": "x"}, {"video": {"room": "r"}}]
    )
    def test_a_token_for_no_room_or_for_nobody_is_refused(self, claims: dict[str, Any]) -> None:
        assert knocking(OURS.sign(claims, until=soon())) is None

    def test_a_test_of_the_way_is_told_from_a_call_and_from_the_doctors(self) -> None:
        test = knocking(token_for(new_test_room(), "tester"))
        doctor = knocking(token_for(new_test_room(), DOCTOR))
        call = knocking(token_for())
        assert test is not None
        assert test.is_test
        assert doctor is not None
        assert not doctor.is_test
        assert call is not None
        assert not call.is_test
