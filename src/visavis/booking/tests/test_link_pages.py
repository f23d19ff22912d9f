"""Personal links: opening one, one that does not open, and asking for it again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import personas
from tests.personas import IVAN, MARIA, MONDAY
from visavis.booking.facts import AskedBy, LinkAskedFor, LinksWanted
from visavis.booking.models import Appointment
from visavis.booking.reactions import look_links_up
from visavis.booking.services import cancel, send_links
from visavis.booking.tests.browsing import LATER, a_service
from visavis.lib import facts
from visavis.lib.clock import now as the_clock
from visavis.people.actors import THE_CLIENT
from visavis.people.links import link_token

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"


@pytest.fixture(autouse=True)
def monday() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def appointment() -> Appointment:
    return personas.booked(a_service(), LATER)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[LinkAskedFor]:
    """What was published, heard by a reaction of our own."""
    heard: list[LinkAskedFor] = []
    monkeypatch.setattr(
        facts,
        "_table",
        facts.reactions(facts.on(LinksWanted, look_links_up), facts.on(LinkAskedFor, heard.append)),
    )
    return heard


def answer_those_who_asked() -> None:
    """What the worker does with what was deferred."""
    for job in ProcrastinateJob.objects.filter(task_name="booking.send_links").order_by("id"):
        send_links(contact=job.args["contact"], now=the_clock())


def token(appointment: Appointment) -> str:
    return link_token(appointment.public_id, appointment.link_generation)


def test_a_link_leads_to_an_address_without_its_secret(client: Client, appointment: Appointment) -> None:
    response = client.get(f"/v/{token(appointment)}")
    assert (response.status_code, response["Location"]) == (302, f"/a/{appointment.public_id}/")
    cookie = response.cookies["grant"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (response["Location"], True, "Lax")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert token(appointment) not in str(cookie)


def test_a_link_opens_any_number_of_times_on_any_device(appointment: Appointment) -> None:
    assert [Client().get(f"/v/{token(appointment)}").status_code for _ in range(3)] == [302] * 3


@pytest.mark.parametrize("broken", ["x", "x" * 42, "%00", "а" * 42, "../a", " " * 42])
def test_a_link_that_is_none_of_ours_offers_a_new_one(client: Client, broken: str) -> None:
    response = client.get(f"/v/{broken}", follow=True)
    assert response.status_code == 404
    assert not client.cookies.get("grant")


def test_a_damaged_or_revoked_link_offers_a_new_one(client: Client, appointment: Appointment) -> None:
    good = token(appointment)
    flipped = good[:-1] + ("A" if good[-1] != "A" else "B")
    assert "Send me my link" in client.get(f"/v/{flipped}").content.decode()
    Appointment.objects.update(link_generation=2)
    response = client.get(f"/v/{good}")
    assert response.status_code == 404
    assert "grant" not in response.cookies


def test_a_revoked_link_also_ends_what_was_opened_by_it(client: Client, appointment: Appointment) -> None:
    client.get(f"/v/{token(appointment)}")
    assert client.get(f"/a/{appointment.public_id}/details/").status_code == 200
    Appointment.objects.update(link_generation=2)
    assert client.get(f"/a/{appointment.public_id}/details/").status_code == 403


def test_a_link_opens_until_the_appointment_is_a_month_old(
    client: Client, appointment: Appointment, monday: time_machine.Traveller
) -> None:
    monday.move_to(appointment.ends_at + timedelta(days=29), tick=False)
    assert client.get(f"/v/{token(appointment)}").status_code == 302
    assert client.get(f"/a/{appointment.public_id}/calendar.ics").status_code == 200
    monday.shift(timedelta(days=2))
    assert client.get(f"/v/{token(appointment)}").status_code == 404
    assert client.get(f"/a/{appointment.public_id}/calendar.ics").status_code == 403


@pytest.mark.parametrize(
    "agent",
    [
        f"{SAFARI} Mobile/15E148 Instagram 389.0.0",
        f"{SAFARI} Mobile/15E148 [FBAN/FBIOS;FBAV/519.0]",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 Chrome/140.0 Mobile",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Telegram-Android/12.1",
        f"{SAFARI} MicroMessenger/8.0",
        f"{SAFARI} Safari Line/15.1",
    ],
)
def test_inside_another_app_the_whole_link_stays_to_be_copied(
    client: Client, appointment: Appointment, agent: str
) -> None:
    address = f"/v/{token(appointment)}"
    response = client.get(address, headers={"User-Agent": agent})
    html = response.content.decode()
    assert response.status_code == 200
    assert f'data-copy="http://localhost:8000{address}"' in html
    assert "grant" not in response.cookies
    on = client.get(f"{address}?here=1", headers={"User-Agent": agent})
    assert on["Location"] == f"/a/{appointment.public_id}/"


def test_an_ordinary_browser_is_not_taken_for_an_app(client: Client, appointment: Appointment) -> None:
    agent = f"{SAFARI} Version/18.5 Mobile/15E148 Safari/604.1"
    assert client.get(f"/v/{token(appointment)}", headers={"User-Agent": agent}).status_code == 302


def test_asking_for_the_link_answers_the_same_whoever_asks(
    client: Client, appointment: Appointment, asked: list[LinkAskedFor]
) -> None:
    known = client.post("/link/", {"contact": "IVAN@example.org"})
    unknown = client.post("/link/", {"contact": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 200
    assert without_secrets(known.content) == without_secrets(unknown.content)
    assert asked == [], "who looks it up while the visitor waits tells by the time it takes"
    answer_those_who_asked()
    assert [(fact.appointment.pk, fact.asked_by) for fact in asked] == [(appointment.pk, AskedBy.EMAIL)]


def test_asking_by_phone_finds_the_number_however_it_is_written(
    client: Client, appointment: Appointment, asked: list[LinkAskedFor]
) -> None:
    client.post("/link/", {"contact": "(050) 123-45-67"})
    answer_those_who_asked()
    assert [fact.asked_by for fact in asked] == [AskedBy.PHONE]


def test_only_coming_appointments_of_the_contact_get_their_link_again(
    client: Client, appointment: Appointment, asked: list[LinkAskedFor]
) -> None:
    service = appointment.service
    second = personas.booked(service, LATER + HOUR, details=IVAN)
    personas.booked(service, LATER + 2 * HOUR, details=MARIA)
    called_off = personas.booked(service, LATER + 3 * HOUR, details=IVAN)
    cancel(appointment_id=called_off.pk, by=THE_CLIENT, now=MONDAY)
    client.post("/link/", {"contact": "ivan@example.org"})
    answer_those_who_asked()
    assert [fact.appointment.pk for fact in asked] == [appointment.pk, second.pk]


def test_what_was_typed_stays_unreadable_while_it_waits(client: Client, appointment: Appointment) -> None:
    client.post("/link/", {"contact": "ivan@example.org"})
    job = ProcrastinateJob.objects.get(task_name="booking.send_links")
    assert "ivan" not in str(job.args).lower()


@pytest.mark.parametrize("contact", ["", "ivan@", "12", "not a contact"])
def test_a_contact_that_cannot_be_one_is_named(client: Client, contact: str) -> None:
    personas.practice()
    response = client.post("/link/", {"contact": contact})
    assert response.status_code == 422
    assert contact in response.content.decode()


def test_a_fourth_asking_for_one_contact_sends_nothing_and_says_nothing(
    client: Client, appointment: Appointment, asked: list[LinkAskedFor]
) -> None:
    answers = [client.post("/link/", {"contact": "ivan@example.org"}) for _ in range(4)]
    assert {answer.status_code for answer in answers} == {200}
    answer_those_who_asked()
    assert len(asked) == 3


def test_asking_for_many_contacts_from_one_address_is_stopped(client: Client) -> None:
    personas.practice()
    answers = [client.post("/link/", {"contact": f"{n}@example.org"}).status_code for n in range(21)]
    assert answers == [200] * 20 + [429]


def without_secrets(html: bytes) -> str:
    """The page without what differs on every page: the tokens against forged requests."""
    secret = ("csrf", "value=", "content=", "nonce")
    return " ".join(word for word in html.decode().split() if not any(part in word for part in secret))
