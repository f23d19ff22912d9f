"""Keep what is secret or personal out of the logs, whatever was passed to them."""

import logging
import re

LONGEST = 20_000
"""Letters of a record that are kept; a stranger decides how long an address is."""

# Every repetition is bounded: the time to redact a text grows with its length and no faster.
_PATTERNS = (
    # A link that signs in or sets a password.
    (re.compile(r"(/account/(?:one-time|password/reset/key)/)[^/\s\"']{8,500}"), r"\1…"),
    # What programs show instead of a password.
    (re.compile(r"(visavis_|[Bb]earer )[A-Za-z0-9_:.-]{20,500}"), r"\1…"),
    # A personal link, a grant, a ticket or a key, wherever it stands: nothing else is so long in one piece.
    (re.compile(r"[A-Za-z0-9_-]{37,500}"), "…"),
    # An e-mail address, a phone number, a password in a URL.
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}"), "…@…"),
    (re.compile(r"\+\d{7,15}\b"), "+…"),
    (re.compile(r"\b(\w{1,20}://[^:/\s]{1,100}:)[^@\s]{1,200}@"), r"\1…@"),
)


def redacted(text: str) -> str:
    """`text` without personal links, addresses, numbers and passwords in URLs; cut where it is too long."""
    cut = text[:LONGEST]
    for pattern, instead in _PATTERNS:
        cut = pattern.sub(instead, cut)
    return cut if len(text) <= LONGEST else f"{cut} … ({len(text)} letters)"


class RedactingFormatter(logging.Formatter):
    """Write each record, traceback included, without what must not be in a log."""

    def format(self, record: logging.LogRecord) -> str:
        """Format as usual, then redact the whole text."""
        return redacted(super().format(record))
