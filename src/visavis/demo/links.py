"""The links that the demo prints when everything runs."""

from visavis.demo.data import consultation_now
from visavis.lib import clock
from visavis.people.links import personal_link
from visavis.people.models import User
from visavis.people.one_time_sign_in import one_time_link


def demo_links(base_url: str) -> list[tuple[str, str]]:
    """Label and address of each entry to the demo; sign-in links work once."""
    now = clock.now()
    consultation = consultation_now(now=now)
    # A visitor may have made a second one; the practice always has one.
    desk = User.objects.filter(role="admin", is_active=True).earliest("pk")
    specialist = User.objects.get(specialist=consultation.specialist)
    link = personal_link(consultation.public_id, consultation.link_generation)
    room = f"/desk/appointments/{consultation.public_id}/room/"
    return [
        ("The practice's page", f"{base_url}/"),
        ("The desk, one-time sign-in", one_time_link(desk, now=now)),
        ("Every mail and text message", f"{base_url}/demo/outbox/"),
        ("A consultation now: the client", link),
        ("A consultation now: the specialist", one_time_link(specialist, now=now, next_path=room)),
    ]
