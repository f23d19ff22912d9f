"""What booking does upon facts of its own: look up the links that somebody asked for."""

from visavis.booking import jobs
from visavis.booking.facts import LinksWanted


def look_links_up(fact: LinksWanted) -> None:
    """Let the worker find out whether there is anything to send: the time of an answer must not tell."""
    jobs.send_links.defer(contact=fact.contact)
