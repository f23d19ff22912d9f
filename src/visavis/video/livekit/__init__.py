"""LiveKit: a media server of the practice's own, which passes sound and picture on between the people."""

from visavis.video.livekit.provider import LiveKit

__all__ = ["LiveKit"]
