"""LiveKit's address and key are checked at the start, for a wrong one is found in the first call."""

import pytest

from visavis.config.env_reader import ConfigurationError, EnvReader
from visavis.config.livekit import LiveKitSettings, read_livekit

SECRET = "s" * 32
WHOLE = {"LIVEKIT_URL": "wss://live.example", "LIVEKIT_KEY": "practice", "LIVEKIT_SECRET": SECRET}


def read(**given: str) -> LiveKitSettings:
    reader = EnvReader({f"VISAVIS_{name}": value for name, value in given.items()})
    found = read_livekit(reader, secret_key="the-key-of-the-practice")
    reader.finish()
    return found


def test_there_is_none_by_default() -> None:
    assert read() == LiveKitSettings()
    assert not read().configured


def test_a_whole_configuration_is_read_and_no_secret_shows() -> None:
    more = {"LIVEKIT_GATE": "1", "LIVEKIT_END_TO_END": "1", "CALLS": "livekit"}
    found = read(**WHOLE, **more, LIVEKIT_API_URL="http://10.0.0.5:7880, http://10.0.0.6:7880/")
    assert (found.urls, found.api_urls[1]) == (("wss://live.example",), "http://10.0.0.6:7880")
    assert found.configured
    assert found.gated
    assert found.carries_calls
    assert SECRET not in repr(found)
    assert found.encryption_secret not in {"", SECRET}
    assert found.encryption_secret not in repr(found)


def test_on_this_machine_it_may_be_in_the_clear() -> None:
    assert read(**WHOLE | {"LIVEKIT_URL": "ws://127.0.0.1:7880"}).configured


@pytest.mark.parametrize(
    ("given", "blamed"),
    [
        ({"LIVEKIT_KEY": "practice"}, "VISAVIS_LIVEKIT_URL"),
        ({"LIVEKIT_SECRET": SECRET}, "VISAVIS_LIVEKIT_URL"),
        ({"CALLS": "livekit"}, "VISAVIS_LIVEKIT_URL"),
        ({"CALLS": "carrier pigeon"}, "VISAVIS_CALLS"),
        (WHOLE | {"LIVEKIT_URL": "https://live.example"}, "VISAVIS_LIVEKIT_URL"),
        (WHOLE | {"LIVEKIT_URL": "wss://live.example/rtc"}, "VISAVIS_LIVEKIT_URL"),
        (WHOLE | {"LIVEKIT_URL": "ws://live.example"}, "VISAVIS_LIVEKIT_URL"),
        (WHOLE | {"LIVEKIT_API_URL": "wss://live.example"}, "VISAVIS_LIVEKIT_API_URL"),
        (WHOLE | {"LIVEKIT_KEY": ""}, "VISAVIS_LIVEKIT_KEY"),
        (WHOLE | {"LIVEKIT_SECRET": "short"}, "VISAVIS_LIVEKIT_SECRET"),
    ],
)
def test_what_cannot_work_is_refused_by_name(given: dict[str, str], blamed: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(**given)
    assert [problem.split()[0] for problem in raised.value.problems] == [blamed]
