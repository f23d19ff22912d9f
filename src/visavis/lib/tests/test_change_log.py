"""A trouble is logged once when it begins and once when it is over."""

import logging

import pytest

from visavis.lib.change_log import ChangeLog


def test_a_trouble_is_said_once_and_its_end_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    changes = ChangeLog(logging.getLogger("a log"))
    changes.over("database", "it is back")
    for _ in range(3):
        changes.trouble("database", "it is away")
    changes.trouble("mail", "it hangs")
    for _ in range(3):
        changes.over("database", "it is back")
    changes.trouble("database", "it is away")
    assert caplog.messages == ["it is away", "it hangs", "it is back", "it is away"]
