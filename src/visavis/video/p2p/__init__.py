"""Browser to browser: the two send sound and picture to each other, and we only introduce them."""

from visavis.video.p2p.provider import PeerToPeer

__all__ = ["PeerToPeer"]
