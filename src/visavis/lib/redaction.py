"""Keep what is secret or personal out of the logs, whatever was passed to them."""

import logging
import re

_PATTERNS = (
    # A personal link, one that signs in or sets a password; an address, a phone number, a password in a URL.
    (re.compile(r"(/v/)[A-Za-z0-9_-]{20,}"), r"\1…"),
    (re.compile(r"(/account/(?:one-time|password/reset/key)/)[^/\s\"']{8,}"), r"\1…"),
    # What programs show instead of a password.
    (re.compile(r"(visavis_|[Bb]earer )[A-Za-z0-9_:.-]{20,}"), r"\1…"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "…@…"),
    (re.compile(r"\+\d{7,15}\b"), "+…"),
    (re.compile(r"(\w+://[^:/\s]+:)[^@\s]+@"), r"\1…@"),
)


def redacted(text: str) -> str:
    """`text` without personal links, addresses, phone numbers and passwords in URLs."""
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Write each record, traceback included, without what must not be in a log."""

    def format(self, record: logging.LogRecord) -> str:
        """Format as usual, then redact the whole text."""
        return redacted(super().format(record))
