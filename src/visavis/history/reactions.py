"""What happens when somebody requests access to a history."""

from visavis.history import jobs
from visavis.history.facts import HistoryAccessRequested


def mail_code(fact: HistoryAccessRequested) -> None:
    """Let the worker look whether to send a code: the time of an answer must not tell."""
    jobs.send_code.defer(access_id=str(fact.access.public_id))
