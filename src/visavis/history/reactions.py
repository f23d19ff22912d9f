"""What follows when somebody asks for their history."""

from visavis.history import jobs
from visavis.history.facts import EntranceAskedFor


def mail_code(fact: EntranceAskedFor) -> None:
    """Let the worker find out whether there is anybody to write to: the time of an answer must not tell."""
    jobs.send_code.defer(entrance=str(fact.entrance.public_id))
