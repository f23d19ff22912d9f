"""Read the JSON that browsers send to the room, strictly: nothing unknown, missing, or too large."""

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError

MAX_BYTES = 64 * 1024
Check = Callable[[Any], bool]
NO_FIELDS: Mapping[str, Check] = MappingProxyType({})

_IDENTIFIER = re.compile(r"[0-9A-Za-z-]{1,64}")


class InvalidPayload(DomainError):
    """What was sent could not be read."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The page sent something that we could not read. Reload it and try again.")

    def __init__(self, field: str) -> None:
        super().__init__(
            _("The page sent something unexpected in “%(field)s”. Reload it.") % {"field": field}
        )


class PayloadTooLarge(DomainError):
    """More was sent than a signal can hold."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = _("The page sent more than 64 kB at once.")


def identifier(value: Any) -> bool:
    """A short name that our page or our server made."""
    return isinstance(value, str) and _IDENTIFIER.fullmatch(value) is not None


def boolean(value: Any) -> bool:
    """A JSON boolean."""
    return isinstance(value, bool)


def integer(value: Any) -> bool:
    """A whole number from zero on; `true` is none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def text(most: int) -> Check:
    """Text of at most `most` letters."""
    return lambda value: _is_text(value, most)


def one_of(*allowed: str) -> Check:
    """One of the `allowed` values."""
    return lambda value: isinstance(value, str) and value in allowed


_is_sdp_type = one_of("offer", "answer", "pranswer", "rollback")


def signal_data(value: Any) -> bool:
    """One part of a negotiation: for which page load, and a description or candidates."""
    if not isinstance(value, dict) or not integer(value.get("to")):
        return False
    parts: Mapping[str, Check] = {"to": integer, "description": _is_description, "candidates": _is_candidates}
    return all(name in parts and parts[name](part) for name, part in value.items())


def read(
    request: HttpRequest, fields: Mapping[str, Check], *, optional: Mapping[str, Check] = NO_FIELDS
) -> dict[str, Any]:
    """The JSON object that was sent: exactly these fields and maybe `optional` ones, each passing its check.

    Raises `PayloadTooLarge`, and `InvalidPayload` with the first field that is wrong.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES or len(request.body) > MAX_BYTES:
        raise PayloadTooLarge
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        # RecursionError: brackets within brackets, thousands deep.
        raise InvalidPayload("JSON") from error
    if not isinstance(body, dict):
        raise InvalidPayload("JSON")
    checks = {**fields, **{name: check for name, check in optional.items() if name in body}}
    for name in {**checks, **body}:
        if name not in checks or name not in body or not checks[name](body[name]):
            # A name may hold half of a character, which cannot be written into an answer.
            raise InvalidPayload(name if identifier(name) else "JSON")
    return body


def _is_text(value: Any, most: int) -> bool:
    """Text that the database can keep: no NUL, no half of a character."""
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_description(value: Any) -> bool:
    if not isinstance(value, dict) or not _is_sdp_type(value.get("type")):
        return False
    return value.keys() <= {"type", "sdp"} and _is_text(value.get("sdp", ""), MAX_BYTES)


def _is_candidates(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 100 and all(map(_is_candidate, value))


def _is_candidate(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    parts: Mapping[str, Check] = {
        "candidate": lambda part: _is_text(part, 1000),
        "sdpMid": lambda part: part is None or _is_text(part, 64),
        "sdpMLineIndex": lambda part: part is None or integer(part),
        "usernameFragment": lambda part: part is None or _is_text(part, 256),
    }
    return all(name in parts and parts[name](part) for name, part in value.items())
