"""One line for each refusal in the log: a stranger who is refused must not fill it."""

import logging


class OneLineForRefusals(logging.Filter):
    """Drop the traceback of an answer below 500, where the request was at fault and not we."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its traceback where the answer was a refusal."""
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
