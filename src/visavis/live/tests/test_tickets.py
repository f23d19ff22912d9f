"""Tickets: good for what they name, for a minute, under any key still in use."""

from datetime import UTC, datetime, timedelta

import pytest

from visavis.live.tickets import InvalidTicket, Keys, Ticket, cursors_from, read_ticket, sign

NOW = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
KEYS = Keys("one")
SECOND = timedelta(seconds=1)


def test_a_ticket_lets_read_the_streams_it_names() -> None:
    ticket = sign(["client:a", "client:b"], KEYS, bearer="me", now=NOW)
    assert read_ticket(ticket, KEYS, now=NOW + 60 * SECOND) == Ticket(["client:a", "client:b"], "me", NOW)


def test_a_ticket_is_none_after_a_minute() -> None:
    with pytest.raises(InvalidTicket):
        read_ticket(sign(["client:a"], KEYS, bearer="me", now=NOW), KEYS, now=NOW + 61 * SECOND)


def test_a_ticket_of_before_a_rotation_of_keys_is_still_one() -> None:
    rotated = Keys("two", ("one",))
    assert read_ticket(sign(["client:a"], KEYS, bearer="me", now=NOW), rotated, now=NOW).streams == [
        "client:a"
    ]


@pytest.mark.parametrize(
    "forged", ["", "client:a", sign(["client:a"], Keys("another"), bearer="me", now=NOW)]
)
def test_what_we_have_not_signed_is_none(forged: str) -> None:
    with pytest.raises(InvalidTicket):
        read_ticket(forged, KEYS, now=NOW)


def test_a_changed_ticket_is_none() -> None:
    ticket = sign(["client:a"], KEYS, bearer="me", now=NOW)
    head, _, code = ticket.partition(":")
    other = sign(["client:b"], KEYS, bearer="me", now=NOW).partition(":")[0]
    for forged in (f"{other}:{code}", ticket[:-1], f"x{head}:{code}"):
        with pytest.raises(InvalidTicket):
            read_ticket(forged, KEYS, now=NOW)


def test_cursors_that_make_no_sense_begin_anew_and_strange_streams_are_left_out() -> None:
    nonsense: tuple[object, ...] = (
        None,
        [],
        {"client:a": -1},
        {"client:a": "5"},
        {"client:a": True},
        {"client:a": 2**70},
    )
    for wrong in nonsense:
        assert cursors_from(wrong, ["client:a"]) == {"client:a": 0}
    assert cursors_from({"client:a": 7, "client:b": 9}, ["client:a"]) == {"client:a": 7}
