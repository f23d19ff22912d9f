"""Jobs: expire what ran out, send links that were asked for, compare clocks. Every job is harmless twice."""

from datetime import timedelta

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from visavis.booking import services
from visavis.booking.models.terms import TermsAnswer
from visavis.lib import clock
from visavis.lib.zone_database import zone_database_version
from visavis.people.actors import Actor, ActorKind
from visavis.people.models import User
from visavis.practice.models import Practice


@app.periodic(cron="* * * * *", periodic_id="expire_holds")
@app.task(name="booking.expire_holds", queueing_lock="booking.expire_holds", pass_context=False)
def expire_holds(timestamp: int) -> None:
    """Once a minute: mark the holds that ran out."""
    services.expire_holds(now=clock.now())


@app.task(name="booking.send_links", retry=RetryStrategy(max_attempts=5, wait=10))
def send_links(contact: str) -> None:
    """Send the links of the coming appointments of an encrypted contact, if it has any."""
    services.send_links(contact=contact, now=clock.now())


@app.task(name="booking.carry_out_terms_answer", retry=RetryStrategy(max_attempts=5, wait=10))
def carry_out_terms_answer(service: int, answer: str, digest: str, user: int | None) -> None:
    """Do for each appointment what staff decided after a change of its service."""
    member = User.objects.filter(pk=user).first() if user else None
    services.carry_out_terms_answer(
        service_id=service,
        answer=TermsAnswer(answer),
        digest=digest,
        by=Actor(ActorKind.STAFF, member),
        now=clock.now(),
    )


@app.periodic(cron="41 * * * *", periodic_id="delete_idempotency_records")
@app.task(
    name="booking.delete_idempotency_records",
    queueing_lock="booking.delete_idempotency_records",
    pass_context=False,
)
def delete_idempotency_records(timestamp: int) -> None:
    """Once an hour: delete the idempotency records that nobody needs any more."""
    services.delete_idempotency_records(now=clock.now())


@app.periodic(cron="* * * * *", periodic_id="expire_requests")
@app.task(name="booking.expire_requests", queueing_lock="booking.expire_requests", pass_context=False)
def expire_requests(timestamp: int) -> None:
    """Once a minute: end the requests that nobody answered in time."""
    patience = timedelta(hours=Practice.current().request_expires_h)
    services.expire_requests(older_than=patience, now=clock.now())


@app.periodic(cron="* * * * *", periodic_id="compare_wall_times")
@app.task(name="booking.compare_wall_times", queueing_lock="booking.compare_wall_times", pass_context=False)
def compare_wall_times(timestamp: int) -> None:
    """Once a minute: has the zone database changed? Then find the appointments that moved on the wall."""
    services.compare_wall_times(version=zone_database_version(), now=clock.now())
