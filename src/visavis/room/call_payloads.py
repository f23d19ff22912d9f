"""The payloads that the pages of a call send: which fields, and what is allowed in them."""

from collections.abc import Mapping
from typing import Any

from visavis.calls.services.chat import MAX_CHAT_LENGTH
from visavis.room.payloads import Check, boolean, identifier, integer, one_of, signal_data, text
from visavis.waiting.models import Device

_MAX_SPANS = 50
_LONGEST_AGO_MS = 24 * 3600 * 1000
_MAX_COUNT = 10_000_000
"""Packets of a report: more than any network brings in half a minute."""
_MAX_RTT_MS = 600_000
_MAX_RESTARTS = 1_000
"""Of one report, which comes every half a minute: the sums of a long call fit their columns."""
_BROWSERS = (
    "Chrome", "Chrome Android", "Edge", "Firefox", "Safari", "Safari iOS", "Samsung", "other",
)  # fmt: skip
_KINDS = ("host", "srflx", "prflx", "relay")
_PROTOCOLS = ("udp", "tcp", "tls")
_is_device = one_of(*(device.value for device in Device))


def _is_count(value: Any) -> bool:
    return integer(value) and value <= _MAX_COUNT


def _is_path(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, dict) or value.keys() != {"local", "remote", "protocol"}:
        return False
    is_kind = one_of(*_KINDS)
    return is_kind(value["local"]) and is_kind(value["remote"]) and one_of(*_PROTOCOLS)(value["protocol"])


_QUALITY: Mapping[str, Check] = {
    "browser": one_of(*_BROWSERS),
    "path": _is_path,
    "rttMs": lambda value: value is None or (integer(value) and value <= _MAX_RTT_MS),
    "received": _is_count,
    "lost": _is_count,
    "restarts": lambda value: integer(value) and value <= _MAX_RESTARTS,
}


def _is_quality(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != _QUALITY.keys():
        return False
    return all(check(value[name]) for name, check in _QUALITY.items())


def _are_spans(value: Any) -> bool:
    """Pairs "from so many milliseconds ago to so many ago"."""
    return isinstance(value, list) and len(value) <= _MAX_SPANS and all(map(_is_span, value))


def _is_span(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(map(integer, value)):
        return False
    return bool(_LONGEST_AGO_MS >= value[0] >= value[1])


def _is_chat_text(value: Any) -> bool:
    return text(MAX_CHAT_LENGTH)(value) and value.strip() != ""


JOIN: Mapping[str, Check] = {"tab": identifier, "takeOver": boolean}
JOIN_AGAIN: Mapping[str, Check] = {"request": identifier}
"""What names a request that is repeated where no answer came."""
ADMIT: Mapping[str, Check] = {"tab": identifier}
LEAVE: Mapping[str, Check] = {"tab": identifier, "seat": identifier, "pressed": boolean}
HEARTBEAT: Mapping[str, Check] = {
    "tab": identifier,
    "visible": boolean,
    "connected": boolean,
    "camera": _is_device,
    "microphone": _is_device,
}
HEARTBEAT_AFTER_OUTAGE: Mapping[str, Check] = {"missed": _are_spans}
"""What a heartbeat says more when those before it did not reach us."""
SIGNAL: Mapping[str, Check] = {
    "seat": identifier,
    "epoch": integer,
    "to": identifier,
    "seq": integer,
    "data": signal_data,
}
"""`to` is the peer id of whom it is for."""
RENEW: Mapping[str, Check] = {"seat": identifier, "epoch": integer}
REPORT: Mapping[str, Check] = {"seat": identifier, "epoch": integer, "health": _is_quality}
CHAT: Mapping[str, Check] = {"key": identifier, "text": _is_chat_text}
