"""What every provider must do, as checks that each one's tests run.

It is part of the package and not of its tests, so that a provider that lives elsewhere can be held to it too.
What a provider says that it cannot do (`capabilities`) is not asked of it.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from visavis.video.bench import (
    GUEST,
    IVAN,
    OLENA,
    Bench,
    expect,
    gets_in,
    granted,
    ids_of,
    is_refused,
    opened,
    spec,
)
from visavis.video.port import FactKind, JoinGrant, RoomGone, RoomRef

Check = Callable[[Bench], None]


def check_a_room_says_whose_it_is_and_can_be_stored(bench: Bench) -> None:
    """Its reference is all that we keep."""
    wanted = spec()
    ref = bench.provider.ensure_room(wanted)
    expect(ref.provider == bench.provider.name)
    expect(0 < len(ref.room) <= 100)
    expect(bench.provider.ensure_room(wanted) == ref)


def check_a_grant_says_for_whom_where_and_until_when(bench: Bench) -> None:
    """The grant repeats what was asked for, and ends no later."""
    ref, until = opened(bench.provider), datetime.now(UTC) + timedelta(minutes=5)
    grant = granted(bench.provider, ref, until=until)
    expect((grant.ref, grant.identity) == (ref, IVAN.identity))
    expect(grant.until <= until)


def check_what_the_browser_gets_is_json(bench: Bench) -> None:
    """It goes to a page as it is, and never into a log."""
    grant = granted(bench.provider, opened(bench.provider), OLENA)
    expect(isinstance(json.loads(json.dumps(dict(grant.access))), dict))
    expect("access" not in repr(grant))


def check_a_person_stays_the_same_one(bench: Bench) -> None:
    """A reload asks anew; whoever comes back is no other person."""
    ref = opened(bench.provider)
    expect(granted(bench.provider, ref).identity == granted(bench.provider, ref).identity == IVAN.identity)
    expect(granted(bench.provider, ref, OLENA).identity == OLENA.identity)


def check_a_grant_needs_no_other_grant(bench: Bench) -> None:
    """A third person may be granted a place where there is room for three."""
    if bench.provider.capabilities.people >= 3:
        ref = opened(bench.provider, people=3)
        expect(granted(bench.provider, ref, GUEST).identity == GUEST.identity)


def check_capabilities_and_origins_are_told_as_data(bench: Bench) -> None:
    """The page gets both: one as JSON, one as a header."""
    told = bench.provider.capabilities.for_browser()
    expect(json.loads(json.dumps(told)) == told and told["people"] >= 2)
    for directive, sources in bench.provider.page_origins.items():
        expect(directive.endswith("-src") and not isinstance(sources, str))
        expect(all(source and not set(source) & set(" ;,*'") for source in sources))


def check_a_test_of_the_way_is_no_right_to_a_call(bench: Bench) -> None:
    """It is JSON, and it is there exactly where the provider says so."""
    access = bench.provider.test_access(until=datetime.now(UTC) + timedelta(seconds=30))
    expect((access is not None) == bench.provider.capabilities.tests_access)
    if access is not None:
        expect(isinstance(json.loads(json.dumps(dict(access))), dict))
        if bench.visitors is not None:
            ref = opened(bench.provider)
            expect(not gets_in(bench.visitors, JoinGrant(ref, IVAN.identity, datetime.now(UTC), access)))


def check_removing_a_stranger_is_harmless(bench: Bench) -> None:
    """Somebody who is removed may have left a moment ago, and the room may have gone too."""
    ref = opened(bench.provider)
    bench.provider.remove(ref, identity="nobody")
    bench.provider.remove(RoomRef(ref.provider, uuid4().hex), identity=IVAN.identity)


def check_closing_twice_is_harmless(bench: Bench) -> None:
    """Ending for both and the closing job may meet."""
    ref = opened(bench.provider)
    bench.provider.close_room(ref)
    bench.provider.close_room(ref)


def check_a_closed_room_can_be_opened_again(bench: Bench) -> None:
    """An empty room may have been closed while its consultation goes on."""
    wanted = spec()
    bench.provider.close_room(bench.provider.ensure_room(wanted))
    granted(bench.provider, bench.provider.ensure_room(wanted))


def check_a_webhook_that_is_not_signed_is_refused(bench: Bench) -> None:
    """Whoever sends one."""
    for headers in ({}, {"authorization": "Bearer x", "content-type": "application/json"}):
        for body in (b"", b"{}", b"\xff", b'{"event": "participant_joined"}'):
            expect(is_refused(bench.provider, headers, body))


def check_findings_are_sentences(bench: Bench) -> None:
    """For an operator, who reads them in a terminal; there is always something to say."""
    found = bench.provider.check()
    expect(len(found) > 0 and all(one.said and one.subject and "\n" not in one.said for one in found))


def check_who_is_there_is_known(bench: Bench) -> None:
    """By the identity of their grant, and only while they are."""
    if (visitors := bench.visitors) is None or not bench.provider.capabilities.attends:
        return
    ref = opened(bench.provider)
    expect(list(bench.provider.attendance(ref)) == [])
    his = granted(bench.provider, ref)
    visitors.enter(his)
    (one,) = bench.provider.attendance(ref)
    expect(one.identity == IVAN.identity and one.session != "" and one.sends)
    expect(abs(datetime.now(UTC) - one.since) < timedelta(minutes=1))
    visitors.leave(his)
    expect(list(bench.provider.attendance(ref)) == [])
    bench.provider.close_room(ref)
    try:
        bench.provider.attendance(ref)
    except RoomGone:
        return
    expect(False)


def check_a_room_has_so_many_places(bench: Bench) -> None:
    """One who has no place is refused, and a reload of one who has is not."""
    if (visitors := bench.visitors) is None:
        return
    ref = opened(bench.provider, people=2)
    for who in (IVAN, OLENA, IVAN):
        visitors.enter(granted(bench.provider, ref, who))
    expect(not gets_in(visitors, granted(bench.provider, ref, GUEST)))


def check_a_grant_opens_one_room_while_it_is_good(bench: Bench) -> None:
    """Not another one, not one that was closed, and not after its time (with a minute for clocks apart)."""
    if (visitors := bench.visitors) is None:
        return
    ref = opened(bench.provider)
    old = granted(bench.provider, ref, until=datetime.now(UTC) - timedelta(minutes=2))
    expect(not gets_in(visitors, old))
    good = granted(bench.provider, ref)
    bench.provider.close_room(ref)
    expect(not gets_in(visitors, good))


def check_whoever_was_removed_stays_out(bench: Bench) -> None:
    """With the grant they had; a new one lets them in again."""
    if (visitors := bench.visitors) is None or not bench.provider.capabilities.removes:
        return
    ref = opened(bench.provider)
    his = granted(bench.provider, ref)
    visitors.enter(his)
    bench.provider.remove(ref, identity=IVAN.identity)
    expect(not gets_in(visitors, his))
    visitors.enter(granted(bench.provider, ref))


def check_whoever_is_removed_leaves(bench: Bench) -> None:
    """At once, and nobody else does."""
    if (visitors := bench.visitors) is None or not bench.provider.capabilities.attends:
        return
    ref = opened(bench.provider)
    for who in (IVAN, OLENA):
        visitors.enter(granted(bench.provider, ref, who))
    bench.provider.remove(ref, identity=IVAN.identity)
    expect([one.identity for one in bench.provider.attendance(ref)] == [OLENA.identity])


def check_webhooks_tell_who_came_and_went(bench: Bench) -> None:
    """In the port's words, each with a name of its own, and only by the very bytes that were sent."""
    if (visitors := bench.visitors) is None or not bench.provider.capabilities.calls_back:
        return
    ref = opened(bench.provider)
    his = granted(bench.provider, ref)
    visitors.enter(his)
    visitors.leave(his)
    bench.provider.close_room(ref)
    sent = visitors.webhooks()
    facts = [fact for one in sent for fact in bench.provider.read_webhook(*one) if fact.ref == ref]
    told = {fact.kind: fact for fact in facts}
    expect(told.keys() >= {FactKind.JOINED, FactKind.SENDS, FactKind.LEFT, FactKind.ROOM_CLOSED})
    expect(len({fact.id for fact in facts}) == len(facts))
    expect(all(fact.room_session for fact in facts))
    came, went = told[FactKind.JOINED], told[FactKind.LEFT]
    expect(came.identity == went.identity == IVAN.identity and came.session == went.session != "")
    for headers, body in sent:
        # A second delivery is the same fact, and an altered one nobody's.
        expect(
            ids_of(bench.provider.read_webhook(headers, body))
            == ids_of(bench.provider.read_webhook(headers, body))
        )
        expect(is_refused(bench.provider, headers, body + b" "))
        expect(is_refused(bench.provider, {}, body))


CHECKS: Sequence[Check] = (
    check_a_room_says_whose_it_is_and_can_be_stored,
    check_a_grant_says_for_whom_where_and_until_when,
    check_what_the_browser_gets_is_json,
    check_a_person_stays_the_same_one,
    check_a_grant_needs_no_other_grant,
    check_capabilities_and_origins_are_told_as_data,
    check_a_test_of_the_way_is_no_right_to_a_call,
    check_removing_a_stranger_is_harmless,
    check_closing_twice_is_harmless,
    check_a_closed_room_can_be_opened_again,
    check_a_webhook_that_is_not_signed_is_refused,
    check_findings_are_sentences,
    check_who_is_there_is_known,
    check_a_room_has_so_many_places,
    check_a_grant_opens_one_room_while_it_is_good,
    check_whoever_is_removed_leaves,
    check_whoever_was_removed_stays_out,
    check_webhooks_tell_who_came_and_went,
)
