"""A client's personal link, handed over by staff."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from tests import personas
from tests.personas import MONDAY
from tests.team import Team
from visavis.audit.models import AuditEntry
from visavis.booking.models import Appointment
from visavis.desk.tests.desk_pages import SignedIn
from visavis.people.links import personal_link
from visavis.people.session_cookie import session_key_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def appointment(team: Team) -> Appointment:
    return personas.booked(team.service, MONDAY + 4 * HOUR)


def page_of(appointment: Appointment) -> str:
    return f"/desk/appointments/{appointment.public_id}/link/"


def link_of(appointment: Appointment) -> str:
    return personal_link(appointment.public_id, appointment.link_generation)


def test_the_link_is_shown_to_who_asked_for_an_hour_and_written_down(
    signed_in: SignedIn, appointment: Appointment, team: Team
) -> None:
    desk, colleague = signed_in("reception"), signed_in("admin")
    assert link_of(appointment) not in desk.get(page_of(appointment)).content.decode()
    assert not AuditEntry.objects.filter(action="PersonalLinkShown").exists()
    answer = desk.post(f"{page_of(appointment)}show/")
    assert answer["Location"] == page_of(appointment)
    for _ in range(2):
        page = desk.get(page_of(appointment)).content.decode()
        assert link_of(appointment) in page
        assert '<svg class="qr"' in page
    entry = AuditEntry.objects.get(action="PersonalLinkShown")
    assert (entry.subject, entry.actor) == (appointment.public_id, team.reception)
    assert link_of(appointment) not in colleague.get(page_of(appointment)).content.decode()
    with time_machine.travel(MONDAY + HOUR, tick=False):
        assert link_of(appointment) not in desk.get(page_of(appointment)).content.decode()


def test_the_session_keeps_the_latest_twenty(
    signed_in: SignedIn, appointment: Appointment, team: Team
) -> None:
    desk = signed_in("olena")
    others = [personas.booked_by_staff(team.service, MONDAY + timedelta(days=n)) for n in range(1, 21)]
    for one in (appointment, *others):
        desk.post(f"{page_of(one)}show/")
    session = SessionStore(session_key_in(desk.cookies[settings.SESSION_COOKIE_NAME].value))
    assert len(session["links_shown"]) == 20
    assert link_of(appointment) not in desk.get(page_of(appointment)).content.decode()
    assert link_of(others[-1]) in desk.get(page_of(others[-1])).content.decode()


def test_an_address_that_only_takes_what_is_sent_leads_back_to_the_page(
    signed_in: SignedIn, appointment: Appointment
) -> None:
    assert signed_in("olena").get(f"{page_of(appointment)}show/")["Location"] == page_of(appointment)
    assert signed_in("petro").get(f"{page_of(appointment)}show/").status_code == 404
    assert not AuditEntry.objects.filter(action="PersonalLinkShown").exists()


def test_a_link_that_was_made_anew_is_asked_for_anew(signed_in: SignedIn, appointment: Appointment) -> None:
    desk = signed_in("olena")
    desk.post(f"{page_of(appointment)}show/")
    Appointment.objects.update(link_generation=2)
    appointment.refresh_from_db()
    assert link_of(appointment) not in desk.get(page_of(appointment)).content.decode()
