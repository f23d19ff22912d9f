"""Which provider carries the calls: a table of those that exist, and the one that the settings choose."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from visavis.video.fake import FakeVideo
from visavis.video.p2p import PeerToPeer
from visavis.video.port import VideoProvider

PROVIDERS: Mapping[str, Callable[..., VideoProvider]] = MappingProxyType(
    {
        PeerToPeer.name: PeerToPeer,
        FakeVideo.name: FakeVideo,
    }
)
DEFAULT: Mapping[str, Any] = MappingProxyType({"provider": PeerToPeer.name})


@lru_cache(maxsize=1)
def provider() -> VideoProvider:
    """The provider that `settings.VIDEO` names; its other entries are that provider's options.

    Raises `ImproperlyConfigured` for a name or an option that there is not, and for the fake outside of the
    demo: a practice must never believe that it talks when nobody carries the call.
    """
    options = dict(getattr(settings, "VIDEO", DEFAULT))
    name = options.pop("provider", PeerToPeer.name)
    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise ImproperlyConfigured(f"There is no video provider “{name}”. Choose one of: {known}.")
    if name == FakeVideo.name and not settings.VISAVIS.demo:
        raise ImproperlyConfigured("The fake video provider exists in the demo only. Use p2p.")
    try:
        return PROVIDERS[name](**options)
    except TypeError as error:
        raise ImproperlyConfigured(
            f"The video provider “{name}” does not take these options: {error}"
        ) from error
