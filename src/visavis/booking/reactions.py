"""What booking does upon facts of its own: what takes long or must not be timed is left to the worker."""

from visavis.booking import jobs
from visavis.booking.facts import LinksWanted, TermsAnswered
from visavis.booking.models.terms import TermsAnswer, terms_digest


def look_links_up(fact: LinksWanted) -> None:
    """Let the worker find out whether there is anything to send: the time of an answer must not tell."""
    jobs.send_links.defer(contact=fact.contact)


def carry_terms_answer_out(fact: TermsAnswered) -> None:
    """Have a job do for each appointment what staff decided for all."""
    if fact.answer is not TermsAnswer.LEAVE:
        jobs.carry_out_terms_answer.defer(
            service=fact.service.pk,
            answer=fact.answer.value,
            digest=terms_digest(fact.service),
            user=fact.by.user.pk if fact.by.user else None,
        )
