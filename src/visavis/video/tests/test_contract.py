"""Every provider keeps the contract, and the contract notices whoever breaks a rule of it."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from visavis.video.bench import Bench
from visavis.video.contract import CHECKS, Check
from visavis.video.fake import FakeVideo
from visavis.video.p2p import PeerToPeer
from visavis.video.port import (
    Attendance,
    Capabilities,
    FactKind,
    JoinGrant,
    NotOurs,
    Participant,
    RoomRef,
    RoomSpec,
    VideoError,
    VideoFact,
)
from visavis.video.providers import PROVIDERS
from visavis.video.tests.benches import BENCHES, SERVER_BENCHES, fake_bench, p2p_bench


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", BENCHES.values(), ids=BENCHES)
def test_it_keeps_the_contract(make: Callable[[], Bench], check: Check) -> None:
    check(make())


@pytest.mark.processes
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("bench", SERVER_BENCHES.values(), ids=SERVER_BENCHES)
def test_one_with_servers_keeps_it_too(bench: str, check: Check, request: pytest.FixtureRequest) -> None:
    check(request.getfixturevalue(bench))


def test_each_provider_is_on_the_bench() -> None:
    assert BENCHES.keys() | SERVER_BENCHES.keys() == PROVIDERS.keys()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_with_servers_browser_to_browser_keeps_it_too(check: Check) -> None:
    check(p2p_bench(turn_urls=["turn:127.0.0.1:9"], turn_secret="a-secret-shared-with-coturn"))


def test_what_a_provider_says_that_it_can_do_must_be_shown() -> None:
    with pytest.raises(AssertionError):
        Bench(FakeVideo())


class GrantsForTooLong(FakeVideo):
    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        return dataclasses.replace(super().grant(ref, who, until=until), until=until + timedelta(days=1))


class NamesThePageLoad(FakeVideo):
    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        again = dataclasses.replace(who, identity=f"{who.identity}:{len(self.granted)}")
        return super().grant(ref, again, until=until)


class GivesObjects(FakeVideo):
    def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
        return dataclasses.replace(super().grant(ref, who, until=until), access={"until": until})


class MakesAnotherRoom(FakeVideo):
    def ensure_room(self, room: RoomSpec) -> RoomRef:
        return super().ensure_room(dataclasses.replace(room, name=f"{room.name}{len(self.rooms)}"))


class CountsTooMany(FakeVideo):
    def ensure_room(self, room: RoomSpec) -> RoomRef:
        return super().ensure_room(dataclasses.replace(room, people=room.people + 1))


class ClosesNothing(FakeVideo):
    def close_room(self, ref: RoomRef) -> None:
        self._answer()


class MindsTheStranger(FakeVideo):
    def remove(self, ref: RoomRef, *, identity: str) -> None:
        if ref.room not in self.rooms:
            raise VideoError("nobody by that name", permanent=True)
        super().remove(ref, identity=identity)


class MindsTheSecondClosing(FakeVideo):
    def close_room(self, ref: RoomRef) -> None:
        if ref.room not in self.rooms:
            raise VideoError("no such room", permanent=True)
        super().close_room(ref)


class RemovesNobody(FakeVideo):
    def remove(self, ref: RoomRef, *, identity: str) -> None:
        self._answer()


class LetsTheRemovedBackIn(FakeVideo):
    def remove(self, ref: RoomRef, *, identity: str) -> None:
        super().remove(ref, identity=identity)
        self._void.clear()


class RemovesAll(FakeVideo):
    def remove(self, ref: RoomRef, *, identity: str) -> None:
        super().remove(ref, identity=identity)
        for session in list(self._here(ref)):
            self.go(ref, session)


class SeesNobody(FakeVideo):
    def attendance(self, ref: RoomRef) -> Sequence[Attendance]:
        self._room(ref)
        return []


class SeesNobodyInNoRoom(FakeVideo):
    def attendance(self, ref: RoomRef) -> Sequence[Attendance]:
        return list(self._here(ref).values())


class BelievesEverybody(FakeVideo):
    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[VideoFact]:
        try:
            return super().read_webhook(headers, body)
        except NotOurs:
            return []


class TellsEachTimeAnew(FakeVideo):
    told = 0

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[VideoFact]:
        self.told += 1
        return [dataclasses.replace(one, id=str(self.told)) for one in super().read_webhook(headers, body)]


class TellsNoDeparture(FakeVideo):
    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Sequence[VideoFact]:
        return [one for one in super().read_webhook(headers, body) if one.kind is not FactKind.LEFT]


class OffersNoTest(FakeVideo):
    @property
    def capabilities(self) -> Capabilities:
        return dataclasses.replace(super().capabilities, tests_access=False)


class FindsNothing(FakeVideo):
    def check(self) -> Sequence[Any]:
        return []


class OpensAnything(FakeVideo):
    @property
    def page_origins(self) -> Mapping[str, Sequence[str]]:
        return {"connect-src": "*"}


class HoldsOne(FakeVideo):
    @property
    def capabilities(self) -> Capabilities:
        return dataclasses.replace(super().capabilities, people=1)


BROKEN = [
    GrantsForTooLong,
    NamesThePageLoad,
    GivesObjects,
    MakesAnotherRoom,
    CountsTooMany,
    ClosesNothing,
    MindsTheStranger,
    MindsTheSecondClosing,
    RemovesNobody,
    LetsTheRemovedBackIn,
    RemovesAll,
    SeesNobody,
    SeesNobodyInNoRoom,
    BelievesEverybody,
    TellsEachTimeAnew,
    TellsNoDeparture,
    OffersNoTest,
    FindsNothing,
    OpensAnything,
    HoldsOne,
]


@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.__name__)
def test_the_contract_notices_whoever_breaks_a_rule(kind: type[FakeVideo]) -> None:
    def is_broken(check: Check) -> bool:
        try:
            check(fake_bench(kind))
        except (AssertionError, TypeError, ValueError, VideoError):
            return True
        return False

    assert any(is_broken(check) for check in CHECKS)


def test_browser_to_browser_is_held_to_it_as_well() -> None:
    class Careless(PeerToPeer):
        def grant(self, ref: RoomRef, who: Participant, *, until: datetime) -> JoinGrant:
            return dataclasses.replace(super().grant(ref, who, until=until), identity=who.name)

    broken = CHECKS[1]
    with pytest.raises(AssertionError):
        broken(Bench(Careless()))
