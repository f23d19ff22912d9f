"""What browsers say to the room, as JSON taken apart strictly: nothing unknown, missing, or large."""

import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from visavis.lib.errors import DomainError

MAX_BYTES = 64 * 1024
Check = Callable[[Any], bool]

_WORD = re.compile(r"[0-9A-Za-z-]{1,64}")


class BodyRefused(DomainError):
    """What was sent could not be read."""

    code = "invalid"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = _("The page sent something that we could not read. Reload it and try again.")

    def __init__(self, field: str) -> None:
        super().__init__(
            _("The page sent something unexpected in “%(field)s”. Reload it.") % {"field": field}
        )


class BodyTooLarge(DomainError):
    """More was sent than a signal can hold."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    sentence = _("The page sent more than 64 kB at once.")


def word(value: Any) -> bool:
    """A short name made by our own page or by us."""
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def yes_or_no(value: Any) -> bool:
    """A JSON boolean."""
    return isinstance(value, bool)


def number(value: Any) -> bool:
    """A whole number from zero on; `true` is none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def words(most: int) -> Check:
    """Text of at most `most` letters."""
    return lambda value: _text(value, most)


def one_of(*words: str) -> Check:
    """One of these words."""
    return lambda value: isinstance(value, str) and value in words


_type = one_of("offer", "answer", "pranswer", "rollback")


def signal_data(value: Any) -> bool:
    """One part of a negotiation: for which page load, and a description or candidates."""
    if not isinstance(value, dict) or not number(value.get("to")):
        return False
    parts: Mapping[str, Check] = {"to": number, "description": _description, "candidates": _candidates}
    return all(name in parts and parts[name](part) for name, part in value.items())


def read(request: HttpRequest, fields: Mapping[str, Check]) -> dict[str, Any]:
    """The JSON object that was sent: exactly these fields, each passing its check.

    Raises `BodyTooLarge`, and `BodyRefused` with the first field that is wrong.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES or len(request.body) > MAX_BYTES:
        raise BodyTooLarge
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        # The second is said of brackets within brackets, thousands deep.
        raise BodyRefused("JSON") from error
    if not isinstance(body, dict):
        raise BodyRefused("JSON")
    for name in {**fields, **body}:
        if name not in fields or name not in body or not fields[name](body[name]):
            # A name of theirs may hold half of a character, which no page can be written with.
            raise BodyRefused(name if word(name) else "JSON")
    return body


def _text(value: Any, most: int) -> bool:
    """Text that the database can keep: no NUL, no half of a character."""
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _description(value: Any) -> bool:
    if not isinstance(value, dict) or not _type(value.get("type")):
        return False
    return value.keys() <= {"type", "sdp"} and _text(value.get("sdp", ""), MAX_BYTES)


def _candidates(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 100 and all(map(_candidate, value))


def _candidate(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    parts: Mapping[str, Check] = {
        "candidate": lambda part: _text(part, 1000),
        "sdpMid": lambda part: part is None or _text(part, 64),
        "sdpMLineIndex": lambda part: part is None or number(part),
        "usernameFragment": lambda part: part is None or _text(part, 256),
    }
    return all(name in parts and parts[name](part) for name, part in value.items())
