"""Let the fake carry the calls of a test, as it may in the demo."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings

from visavis.video.fake import FakeVideo
from visavis.video.providers import provider


@contextmanager
def calls_carried_by(name: str) -> Iterator[FakeVideo]:
    """Within the block new calls take this provider, and the fake can be chosen."""
    provider.cache_clear()
    chosen = {"default": name, "providers": {"fake": {}}}
    with override_settings(VIDEO=chosen, VISAVIS=dataclasses.replace(settings.VISAVIS, demo=True)):
        fake = provider("fake")
        assert isinstance(fake, FakeVideo)
        yield fake
    provider.cache_clear()


def choose(name: str) -> override_settings:
    """New calls take another provider; what the fake knows stays."""
    return override_settings(VIDEO={"default": name, "providers": {"fake": {}}})
