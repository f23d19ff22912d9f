"""One line for each refusal in the log: a stranger who is refused must not fill it."""

import logging

SAID_ONCE = "visavis.said_once"
"""The key in a request's environment that says that the reason of its failure is in the log already."""


class OneLineForRefusals(logging.Filter):
    """Drop the traceback of an answer below 500, where the request was at fault and not we.

    A request that failed for a reason that was said once, such as a database that is away, has no line.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to keep the record; without its traceback where the answer was a refusal."""
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return SAID_ONCE not in getattr(getattr(record, "request", None), "META", {})
