"""The providers that exist, those that this deployment has configured, and the one that new calls take.

`settings.VIDEO` is `{"default": name, "providers": {name: options}}`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from visavis.video.fake import FakeVideo
from visavis.video.livekit import LiveKit
from visavis.video.p2p import PeerToPeer
from visavis.video.port import RoomRef, VideoError, VideoProvider

PROVIDERS: Mapping[str, Callable[..., VideoProvider]] = MappingProxyType(
    {
        PeerToPeer.name: PeerToPeer,
        LiveKit.name: LiveKit,
        FakeVideo.name: FakeVideo,
    }
)
DEFAULT: Mapping[str, Any] = MappingProxyType({"default": PeerToPeer.name, "providers": {}})


def default_name() -> str:
    """The provider that new calls take unless somebody chose another one."""
    return str(_settings().get("default", PeerToPeer.name))


def configured_names() -> Sequence[str]:
    """Those that can be chosen here. Browser to browser always can: it needs nothing."""
    return tuple(dict.fromkeys([default_name(), *_options(), PeerToPeer.name]))


@cache
def provider(name: str) -> VideoProvider:
    """A configured provider.

    Raises `ImproperlyConfigured` for a name or an option that there is not, and for the fake outside of the
    demo: a practice must never believe that it talks when nobody carries the call.
    """
    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise ImproperlyConfigured(f"There is no video provider “{name}”. Choose one of: {known}.")
    if name not in configured_names():
        raise ImproperlyConfigured(f"The video provider “{name}” is not configured.")
    if name == FakeVideo.name and not settings.VISAVIS.demo:
        raise ImproperlyConfigured("The fake video provider exists in the demo only. Use p2p.")
    try:
        return PROVIDERS[name](**_options().get(name, {}))
    except TypeError as error:
        raise ImproperlyConfigured(
            f"The video provider “{name}” does not take these options: {error}"
        ) from error


def provider_of(ref: RoomRef) -> VideoProvider:
    """Who carries the call in that room. Raises `VideoError` where it is not configured any more."""
    try:
        return provider(ref.provider)
    except ImproperlyConfigured as error:
        raise VideoError(str(error), permanent=True) from error


def check_settings() -> None:
    """Make every configured provider. Raises `ImproperlyConfigured`."""
    for name in configured_names():
        provider(name)


def _settings() -> Mapping[str, Any]:
    return getattr(settings, "VIDEO", DEFAULT)


def _options() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = _settings().get("providers", {})
    return found
