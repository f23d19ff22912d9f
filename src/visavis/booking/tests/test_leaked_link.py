"""A link that came into other hands is void by one press, and its client gets another."""

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import personas
from tests.personas import MONDAY
from visavis.booking import access
from visavis.booking.lifecycle import State
from visavis.booking.models import Appointment
from visavis.booking.tests.browsing import LATER, a_service, with_link
from visavis.lib import clock
from visavis.live.tickets import Keys, read_ticket
from visavis.messages.kinds import Kind
from visavis.messages.models import Message
from visavis.notify.port import ChannelName
from visavis.people.links import LinkSource, personal_link
from visavis.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def appointment() -> Appointment:
    return personas.booked(a_service(), LATER)


def link_messages() -> list[str]:
    return list(Message.objects.filter(kind=Kind.LINK.value).values_list("channel", flat=True))


def test_the_client_makes_all_links_void_and_the_new_one_goes_to_the_proven_contact(
    appointment: Appointment,
) -> None:
    client, leaked = with_link(appointment, LinkSource.EMAIL), with_link(appointment)
    page = f"/a/{appointment.public_id}/"
    assert f"{page}new-link/" in client.get(f"{page}details/").text
    assert client.get(f"{page}new-link/").status_code == 302
    answer = client.post(f"{page}new-link/")
    assert "on the way to you" in answer.text
    # Whoever pressed may be the one who should not have it.
    assert [one.get(page).status_code for one in (client, leaked)] == [403, 403]
    assert link_messages() == [ChannelName.EMAIL.value]
    appointment.refresh_from_db()
    assert with_link(appointment, LinkSource.EMAIL).get(page).status_code == 200
    assert (appointment.client_email, appointment.is_contact_proven) == ("ivan@example.org", True)


def test_pages_that_are_open_by_an_old_link_are_disconnected(appointment: Appointment) -> None:
    def bearer(browser: Client) -> str:
        ticket = browser.post(f"/a/{appointment.public_id}/live/").json()["ticket"]
        return read_ticket(ticket, Keys(settings.SECRET_KEY), now=clock.now()).bearer

    leaked = with_link(appointment)
    old = bearer(leaked)
    with CaptureQueriesContext(connection) as queries:
        leaked.post(f"/a/{appointment.public_id}/new-link/")
    # The live server closes their sockets at this word.
    assert f"'{old}'" in str([one["sql"] for one in queries])
    assert leaked.post(f"/a/{appointment.public_id}/live/").status_code == 403
    appointment.refresh_from_db()
    assert bearer(with_link(appointment)) not in {old, ""}


def test_staff_do_so_and_are_shown_the_new_link_only_when_they_ask(appointment: Appointment) -> None:
    desk, leaked = Client(), with_link(appointment)
    desk.force_login(personas.staff(Role.RECEPTION))
    page = f"/desk/appointments/{appointment.public_id}/link/"
    desk.post(f"{page}show/")
    old = personal_link(appointment.public_id, 1)
    assert old in desk.get(page).text
    answer = desk.post(f"{page}revoke/", follow=True)
    assert "a new one is on its way to the client" in answer.text
    assert old not in answer.text
    assert leaked.get(f"/a/{appointment.public_id}/").status_code == 403
    assert link_messages() == [ChannelName.EMAIL.value]


def test_nothing_is_revoked_for_a_client_of_what_is_over(appointment: Appointment) -> None:
    client = with_link(appointment)
    personas.completed(appointment)
    assert client.post(f"/a/{appointment.public_id}/new-link/").status_code == 409


def test_nothing_is_done_by_a_link_before_the_program_can_tell_devices_apart(
    appointment: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = with_link(appointment)
    monkeypatch.setattr(access, "_check_device", access._no_device_check)
    with pytest.raises(RuntimeError, match="wire_device_check"):
        browser.post(f"/a/{appointment.public_id}/confirm/")
    appointment.refresh_from_db()
    assert appointment.lifecycle is State.SCHEDULED
