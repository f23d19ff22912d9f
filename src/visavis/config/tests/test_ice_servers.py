"""The servers that help a call along are checked at the start, for a wrong one is found in the first call."""

import pytest

from visavis.config.env_reader import ConfigurationError, EnvReader
from visavis.config.ice_servers import IceServers, read_ice_servers

SECRET = "s" * 24


def read(**given: str) -> IceServers:
    reader = EnvReader({f"VISAVIS_{name}": value for name, value in given.items()})
    found = read_ice_servers(reader)
    reader.finish()
    return found


def test_none_is_named_by_default() -> None:
    assert read() == IceServers()
    assert read().options["turn_urls"] == ()


def test_a_whole_configuration_is_read_and_the_secret_does_not_show() -> None:
    urls = "turn:turn.example:3478, turn:turn.example:3478?transport=tcp turns:turn.example:443?transport=tcp"
    found = read(STUN_URLS="stun:turn.example:3478", TURN_URLS=urls, TURN_SECRET=SECRET, RELAY_ONLY="1")
    assert len(found.turn_urls) == 3
    assert found.relay_only
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("given", "blamed"),
    [
        ({"STUN_URLS": "stun.example"}, "VISAVIS_STUN_URLS"),
        ({"TURN_URLS": "https://turn.example", "TURN_SECRET": SECRET}, "VISAVIS_TURN_URLS"),
        ({"TURN_URLS": "turn:turn.example"}, "VISAVIS_TURN_SECRET"),
        ({"TURN_URLS": "turn:turn.example", "TURN_SECRET": "short"}, "VISAVIS_TURN_SECRET"),
        ({"TURN_SECRET": SECRET}, "VISAVIS_TURN_URLS"),
        ({"RELAY_ONLY": "1"}, "VISAVIS_RELAY_ONLY"),
    ],
)
def test_what_cannot_work_is_refused_by_name(given: dict[str, str], blamed: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(**given)
    assert [problem.split()[0] for problem in raised.value.problems] == [blamed]
