"""What every provider must do, as checks that each one's tests run.

It is part of the package and not of its tests, so that a provider that lives elsewhere can be held to it too.
"""

import json
from datetime import UTC, datetime, timedelta

from visavis.people.parties import Party
from visavis.video.port import JoinGrant, VideoProvider

ROOM = "1f0c7a7e6c0b4f0e9a52a2b3c4d5e6f7"
CLOSES = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)
UNTIL = CLOSES - timedelta(hours=1)


def expect(holds: bool) -> None:
    """Raises `AssertionError` where the contract is broken; also under `python -O`."""
    if not holds:
        raise AssertionError("The provider breaks its contract")


def opened(provider: VideoProvider) -> VideoProvider:
    """The provider with our room open."""
    provider.open_room(ROOM, seats=2, empty_timeout=timedelta(minutes=5), closes_at=CLOSES)
    return provider


def granted(provider: VideoProvider, party: Party, identity: str = "client:1") -> JoinGrant:
    """A grant for our room."""
    return provider.grant(ROOM, identity=identity, name="Ivan Petrenko", party=party, until=UNTIL)


def check_a_grant_says_for_whom_where_and_until_when(provider: VideoProvider) -> None:
    """The grant repeats what was asked for, and ends no later."""
    grant = granted(opened(provider), Party.CLIENT)
    expect((grant.provider, grant.room, grant.identity) == (provider.name, ROOM, "client:1"))
    expect(grant.until <= UNTIL)


def check_what_the_browser_gets_is_json(provider: VideoProvider) -> None:
    """It goes to a page as it is, and never into a log."""
    grant = granted(opened(provider), Party.SPECIALIST)
    expect(isinstance(json.loads(json.dumps(dict(grant.for_browser))), dict))
    expect("for_browser" not in repr(grant))


def check_opening_twice_keeps_the_room(provider: VideoProvider) -> None:
    """A retried job must not end a call."""
    opened(opened(provider))
    granted(provider, Party.CLIENT)


def check_a_person_may_be_granted_again(provider: VideoProvider) -> None:
    """A reload asks anew."""
    opened(provider)
    first, second = granted(provider, Party.CLIENT, "client:1"), granted(provider, Party.CLIENT, "client:2")
    expect(first.identity != second.identity)


def check_removing_a_stranger_is_harmless(provider: VideoProvider) -> None:
    """Somebody who is removed may have left a moment ago."""
    opened(provider).remove(ROOM, identity="nobody:1")


def check_closing_twice_is_harmless(provider: VideoProvider) -> None:
    """Ending for both and the closing job may meet."""
    opened(provider).close_room(ROOM)
    provider.close_room(ROOM)


CHECKS = (
    check_a_grant_says_for_whom_where_and_until_when,
    check_what_the_browser_gets_is_json,
    check_opening_twice_keeps_the_room,
    check_a_person_may_be_granted_again,
    check_removing_a_stranger_is_harmless,
    check_closing_twice_is_harmless,
)
