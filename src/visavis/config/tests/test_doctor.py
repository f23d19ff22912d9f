"""What the doctor looks at."""

from django.conf import settings
from django.test import override_settings

from visavis.config import doctor
from visavis.video.port import State
from visavis.video.providers import provider


def test_every_provider_that_can_be_chosen_is_checked() -> None:
    away = {
        "urls": ["ws://127.0.0.1:9"],
        "api_urls": ["http://127.0.0.1:9"],
        "key": "key",
        "secret": "s" * 40,
    }
    provider.cache_clear()
    with override_settings(VIDEO={"default": "p2p", "providers": {"livekit": away}}):
        found = list(doctor.calls(settings.VISAVIS))
        provider("livekit").close()  # type: ignore[attr-defined]  # LiveKit's own
    provider.cache_clear()
    assert [one.state for one in found if "TURN" in one.said] == [State.NOTE]
    assert [one.state for one in found if "LiveKit" in one.said] == [State.MEND]
